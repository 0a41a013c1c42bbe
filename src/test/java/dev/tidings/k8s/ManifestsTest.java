package dev.tidings.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.operators.SheddingConfig;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each overlay with each component renders, is what Kubernetes takes, and fits the hub.
class ManifestsTest {

  private static final Set<String> PROBED =
      Set.of("/health/started", "/health/live", "/health/ready");

  /// A cold hub under as many connects as it can take has needed more than a second.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Pattern METRIC = Pattern.compile("tidings_[a-z_]+");

  @BeforeAll
  static void needsKubectl() {
    var found = Manifests.canBeRendered();
    if (!found) {
      System.out.println(
          "skipped: no kubectl (1.21 or later) is on the PATH to render the manifests with");
    }
    assumeTrue(found, "no kubectl");
  }

  static List<String> overlays() {
    return Manifests.overlays();
  }

  static Stream<Manifests> whole() {
    return overlays().stream().map(ManifestsTest::whole);
  }

  private static Manifests whole(String overlay) {
    return Manifests.of(overlay, Manifests.components());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void eachComponentFitsEachOverlay(String overlay) {
    var alone = Manifests.of(overlay, List.of()).objects().size();
    for (var component : Manifests.components()) {
      assertThat(Manifests.of(overlay, List.of(component)).objects())
          .as(component)
          .hasSizeGreaterThan(alone);
    }
  }

  @Test
  void theDeploymentOfTheDocumentationRendersAndHasWhatItSays() throws IOException {
    var example =
        Pattern.compile("```yaml\n(.+?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/operations.md")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    var place = Files.createDirectories(Manifests.HERE.resolveSibling("target/k8s/documented"));
    Files.writeString(
        place.resolve("kustomization.yaml"),
        example.replace("github.com/tidings/tidings//", "../../../"));

    var manifests = Manifests.rendering(place);

    assertThat(manifests.stream())
        .isNotEmpty()
        .allMatch(it -> it.getMetadata().getNamespace().equals("tidings"));
    assertThat(manifests.all(Ingress.class)).hasSize(1);
    assertThat(manifests.all(PrometheusRule.class)).hasSize(1);
    assertThat(configuration(manifests))
        .containsKeys("TIDINGS_LOG_ENGINE", "TIDINGS_MANAGEMENT_PORT")
        .containsEntry("TIDINGS_CORS_ORIGINS", "https://app.example.com");
  }

  @Test
  void aMisspeltFieldWouldFail() throws IOException {
    var place = Files.createDirectories(Manifests.HERE.resolveSibling("target/k8s/misspelt"));
    Files.writeString(
        place.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [../../../k8s/overlays/cluster]
        patches:
          - target: {kind: Deployment}
            patch: '[{"op": "add", "path": "/spec/template/spec/terminationGracePeriod", "value": 1}]'
        """);

    assertThatThrownBy(() -> Manifests.rendering(place))
        .hasMessageContaining("terminationGracePeriod");
  }

  private static PodTemplateSpec pod(Manifests manifests) {
    return Stream.concat(
            manifests.all(Deployment.class).stream().map(it -> it.getSpec().getTemplate()),
            manifests.all(StatefulSet.class).stream().map(it -> it.getSpec().getTemplate()))
        .findFirst()
        .orElseThrow();
  }

  private static Container hub(Manifests manifests) {
    assertThat(pod(manifests).getSpec().getContainers()).hasSize(1);
    return pod(manifests).getSpec().getContainers().getFirst();
  }

  private static Map<String, Integer> ports(Manifests manifests) {
    return hub(manifests).getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  private static List<ServicePort> portsOf(String service, Manifests manifests) {
    return manifests.all(Service.class).stream()
        .filter(it -> it.getMetadata().getName().equals(service))
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getPorts();
  }

  private static Map<String, String> configuration(Manifests manifests) {
    var name = hub(manifests).getEnvFrom().getFirst().getConfigMapRef().getName();
    return manifests.all(ConfigMap.class).stream()
        .filter(it -> it.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getData();
  }

  @ParameterizedTest
  @MethodSource("whole")
  void whatSelectsPodsFindsThem(Manifests manifests) {
    var labels = pod(manifests).getMetadata().getLabels().entrySet();
    manifests
        .all(Service.class)
        .forEach(it -> assertThat(labels).containsAll(it.getSpec().getSelector().entrySet()));
    manifests
        .all(PodDisruptionBudget.class)
        .forEach(
            it ->
                assertThat(labels)
                    .containsAll(it.getSpec().getSelector().getMatchLabels().entrySet()));
    assertThat(labels)
        .containsAll(
            manifests
                .the(NetworkPolicy.class)
                .getSpec()
                .getPodSelector()
                .getMatchLabels()
                .entrySet());
    for (var spread : pod(manifests).getSpec().getTopologySpreadConstraints()) {
      assertThat(labels).containsAll(spread.getLabelSelector().getMatchLabels().entrySet());
    }
  }

  @ParameterizedTest
  @MethodSource("whole")
  void portsHaveTheSameNamesAndNumbersEverywhere(Manifests manifests) {
    var ports = ports(manifests);
    assertThat(ports).containsEntry("http", 8080);
    assertThat(String.valueOf(ports.get("management")))
        .isEqualTo(configuration(manifests).get("TIDINGS_MANAGEMENT_PORT"));
    var services = manifests.all(Service.class);
    for (var service : services) {
      for (var port : service.getSpec().getPorts()) {
        assertThat(ports).containsKey(port.getTargetPort().getStrVal());
      }
    }
    var backend =
        manifests
            .the(Ingress.class)
            .getSpec()
            .getRules()
            .getFirst()
            .getHttp()
            .getPaths()
            .getFirst()
            .getBackend()
            .getService();
    assertThat(portsOf(backend.getName(), manifests))
        .extracting(ServicePort::getName)
        .contains(backend.getPort().getName());
    var route =
        manifests.the(HTTPRoute.class).getSpec().getRules().getFirst().getBackendRefs().getFirst();
    assertThat(portsOf(route.getName(), manifests))
        .extracting(ServicePort::getPort)
        .contains(route.getPort());
    var monitor = manifests.the(ServiceMonitor.class).getSpec();
    var monitored =
        services.stream()
            .filter(
                it ->
                    it.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(monitor.getSelector().getMatchLabels().entrySet()))
            .toList();
    assertThat(monitored).hasSize(1);
    assertThat(monitored.getFirst().getSpec().getPorts())
        .extracting(ServicePort::getName)
        .contains(monitor.getEndpoints().getFirst().getPort());
    for (var rule : manifests.the(NetworkPolicy.class).getSpec().getIngress()) {
      for (var port : rule.getPorts()) {
        assertThat(ports).containsKey(port.getPort().getStrVal());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("whole")
  void probesAskForWhatThereIs(Manifests manifests) {
    var hub = hub(manifests);
    var asked = new HashSet<String>();
    for (var probe :
        List.of(hub.getStartupProbe(), hub.getLivenessProbe(), hub.getReadinessProbe())) {
      asked.add(probe.getHttpGet().getPath());
      assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }
    assertThat(asked).isEqualTo(PROBED);
    assertThat(Probe.of(hub)).as("what the benchmark asks").isEqualTo(Probe.deployed());
    assertThat(Probe.deployed()).allMatch(it -> it.timeout().compareTo(PATIENCE) >= 0);
  }

  /// As MicroProfile Config finds a key among the environment variables.
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  @ParameterizedTest
  @MethodSource("whole")
  void theHubIsConfiguredByKeysThatItKnows(Manifests manifests) throws IOException {
    var known =
        Pattern.compile("^\\| `([a-z0-9.-]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("docs/configuration.md")))
            .results()
            .map(key -> variable(key.group(1)))
            .collect(Collectors.toSet());
    var set = new HashSet<>(configuration(manifests).keySet());
    hub(manifests).getEnv().stream().map(EnvVar::getName).forEach(set::add);

    assertThat(known).containsAll(set);
  }

  @ParameterizedTest
  @MethodSource("whole")
  void theEndHasTimeForAllThatIsToBeDone(Manifests manifests) {
    var sleep = hub(manifests).getLifecycle().getPreStop().getSleep().getSeconds();
    var drain = Duration.parse(configuration(manifests).get("TIDINGS_DRAIN_WINDOW")).toSeconds();

    // the process ends within ten seconds of its window, as the reference promises
    assertThat(pod(manifests).getSpec().getTerminationGracePeriodSeconds())
        .isGreaterThanOrEqualTo(sleep + drain + 10);
  }

  /// Pod Security Standards, `restricted`.
  @ParameterizedTest
  @MethodSource("whole")
  void podsMayDoNothingThatTheyNeedNot(Manifests manifests) {
    var pod = pod(manifests).getSpec();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getVolumes()).allMatch(it -> it.getHostPath() == null);
    var hub = hub(manifests);
    assertThat(hub.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(hub.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(hub.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(hub.getSecurityContext().getPrivileged()).isNull();
    assertThat(hub.getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(hub.getResources().getLimits()).containsKey("memory");
  }

  @ParameterizedTest
  @MethodSource("whole")
  void secretsAreNamedAndNotContained(Manifests manifests) {
    assertThat(manifests.stream()).noneMatch(it -> it.getKind().equals("Secret"));
    assertThat(configuration(manifests)).doesNotContainKey("TIDINGS_REDIS_URI");
    var certificate = manifests.the(Certificate.class).getSpec().getSecretName();
    assertThat(manifests.the(Ingress.class).getSpec().getTls().getFirst().getSecretName())
        .isEqualTo(certificate);
  }

  @Test
  void theEmbeddedLogLiesOnAVolumeOfItsOwn() {
    var manifests = whole("single");
    var set = manifests.the(StatefulSet.class).getSpec();
    var mount =
        hub(manifests).getVolumeMounts().stream()
            .filter(it -> it.getName().equals("data"))
            .findFirst()
            .orElseThrow();

    assertThat(set.getReplicas()).isOne();
    assertThat(set.getVolumeClaimTemplates().getFirst().getMetadata().getName()).isEqualTo("data");
    assertThat(configuration(manifests).get("TIDINGS_LOG_DIRECTORY"))
        .startsWith(mount.getMountPath() + "/");
    assertThat(manifests.all(Service.class))
        .anyMatch(it -> it.getMetadata().getName().equals(set.getServiceName()));
  }

  @Test
  void theClusterIsScaledAndRolledWithoutAHole() {
    var manifests = whole("cluster");
    var deployment = manifests.the(Deployment.class);
    var scaler = manifests.the(HorizontalPodAutoscaler.class).getSpec();

    assertThat(deployment.getSpec().getReplicas()).as("is the autoscaler's to say").isNull();
    assertThat(
            deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
        .isZero();
    assertThat(scaler.getScaleTargetRef().getKind()).isEqualTo("Deployment");
    assertThat(scaler.getScaleTargetRef().getName()).isEqualTo(deployment.getMetadata().getName());
    assertThat(scaler.getMinReplicas()).isGreaterThan(1);
    assertThat(configuration(manifests)).containsEntry("TIDINGS_LOG_ENGINE", "redis");
    assertThat(hub(manifests).getEnv()).extracting(EnvVar::getName).contains("TIDINGS_REDIS_URI");
  }

  /// Else a hub that the autoscaler adds helps only those who come new.
  @Test
  void theClusterSpreadsItsStreamsWhenAHubIsAddedToTheFewest() {
    var manifests = whole("cluster");
    var fewest = manifests.the(HorizontalPodAutoscaler.class).getSpec().getMinReplicas();
    var threshold = Double.parseDouble(configuration(manifests).get("TIDINGS_SHEDDING_THRESHOLD"));
    var shareOfTheFewest = (fewest + 1) / (double) fewest;
    var shareOfOneMore = (fewest + 2) / (fewest + 1.0);

    new SheddingConfig(threshold, 10, Duration.ofSeconds(5));
    assertThat(threshold).isLessThan(shareOfTheFewest).isLessThan(shareOfOneMore);
    assertThat(configuration(whole("single")))
        .as("who is alone has nobody to send them to")
        .doesNotContainKey("TIDINGS_SHEDDING_THRESHOLD");
  }

  @Test
  void alertsAndDashboardAskForMetricsThatThereAre() throws IOException {
    var known = documented();
    var manifests = whole("cluster");
    var asked = new HashSet<String>();
    manifests.the(PrometheusRule.class).getSpec().getGroups().stream()
        .flatMap(group -> group.getRules().stream())
        .forEach(rule -> asked.addAll(metrics(rule.getExpr().getStrVal())));
    manifests.all(ConfigMap.class).stream()
        .map(it -> it.getData().getOrDefault("tidings.json", ""))
        .forEach(dashboard -> asked.addAll(metrics(dashboard)));
    manifests.the(HorizontalPodAutoscaler.class).getSpec().getMetrics().stream()
        .filter(metric -> metric.getPods() != null)
        .forEach(metric -> asked.add(metric.getPods().getMetric().getName()));

    assertThat(asked).isNotEmpty();
    assertThat(known).containsAll(asked);
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(metric -> metric.group().replaceAll("_(bucket|sum|count)$", ""))
        .collect(Collectors.toSet());
  }

  private static Set<String> documented() throws IOException {
    return Pattern.compile("^\\| `(tidings_[a-z_]+)` \\|", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("docs/metrics.md")))
        .results()
        .map(metric -> metric.group(1))
        .collect(Collectors.toSet());
  }
}
