package dev.tidings.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
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
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What Kustomize makes of an overlay, some components added; read strictly, so that a field that
/// the API does not know fails.
record Manifests(List<HasMetadata> objects) {

  static final Path HERE = Path.of("k8s");

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class),
          Map.entry("cert-manager.io/v1/Certificate", Certificate.class),
          Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class));

  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Serial private static final long serialVersionUID = 1;

                /// The models keep what they do not know; here it is not to be kept.
                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              });

  /// By kubectl 1.21 or later: what came before, as Debian has it, knows no components.
  static boolean canBeRendered() {
    try {
      var help = new ProcessBuilder("kubectl", "kustomize", "--help").start();
      return new String(help.getInputStream().readAllBytes(), UTF_8).contains("--load-restrictor");
    } catch (IOException _) {
      return false;
    }
  }

  static List<String> overlays() {
    return names("overlays");
  }

  static List<String> components() {
    return names("components");
  }

  private static List<String> names(String of) {
    try (var found = Files.list(HERE.resolve(of))) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Manifests of(String overlay, List<String> components) {
    try {
      var place = Files.createDirectories(Path.of("target/k8s", overlay + components.hashCode()));
      var up = "../../../k8s/";
      Files.writeString(
          place.resolve("kustomization.yaml"),
          """
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          resources: [%soverlays/%s]
          components: [%s]
          """
              .formatted(
                  up,
                  overlay,
                  components.stream()
                      .map(name -> up + "components/" + name)
                      .collect(Collectors.joining(", "))));
      return rendering(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Manifests rendering(Path place) throws IOException {
    return parsed(rendered(place));
  }

  private static String rendered(Path place) throws IOException {
    var process =
        new ProcessBuilder("kubectl", "kustomize", place.toString())
            .redirectError(place.resolve("errors.txt").toFile())
            .start();
    var yaml = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      assertThat(process.waitFor()).as(Files.readString(place.resolve("errors.txt"))).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return yaml;
  }

  private static Manifests parsed(String yaml) throws IOException {
    var objects = new ArrayList<HasMetadata>();
    for (var document : yaml.split("(?m)^---$", -1)) {
      var tree = STRICT.readTree(document);
      var type = tree.path("apiVersion").asText() + '/' + tree.path("kind").asText();
      assertThat(TYPES).as("kinds that the test knows").containsKey(type);
      objects.add(STRICT.readValue(document, TYPES.get(type)));
    }
    return new Manifests(objects);
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T the(Class<T> type) {
    assertThat(all(type)).hasSize(1);
    return all(type).getFirst();
  }

  Stream<HasMetadata> stream() {
    return objects.stream();
  }
}
