package dev.tidings.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tidings.system.EventStream;
import dev.tidings.system.Eventually;
import dev.tidings.system.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What dashboard and alerts ask for, asked of a real Prometheus that gathers the metrics of a hub
/// at work.
class DashboardIT {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path RULES =
      Manifests.HERE.resolve("components/prometheus-rule/prometheus-rule.yaml");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static Prometheus prometheus;

  @BeforeAll
  static void observe() throws IOException {
    var found = Prometheus.isInstalled();
    if (!found) {
      System.out.println("skipped: no prometheus and promtool are on the PATH");
    }
    assumeTrue(found, "no prometheus");
    YAML.writeValue(
        directory.resolve("rules.yaml").toFile(), YAML.readTree(RULES.toFile()).get("spec"));
    var hub = Hub.shared();
    prometheus = Prometheus.gathering(hub.uri("/"), directory);
    Eventually.is("metrics are gathered", () -> values("tidings_log_up") > 0);
    work(hub);
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  /// Does something of everything, until it shows.
  private static void work(Hub hub) {
    var first = hub.publish("dashboard/a", "first");
    try (var live = hub.subscribe("dashboard/*");
        var replay = hub.resume("dashboard/*", first)) {
      Eventually.is(
          "work shows",
          () -> {
            var id = hub.publish("dashboard/a", "more");
            next(live, id);
            next(replay, id);
            return values("rate(tidings_delivery_seconds_count[1m]) > 0") > 0
                && values("rate(tidings_publications_total[1m]) > 0") > 0;
          });
    }
  }

  private static void next(EventStream stream, String id) {
    assertThat(stream.next().id()).isEqualTo(id);
  }

  private static int values(String expression) {
    try {
      return prometheus.query(expression).size();
    } catch (IOException _) {
      return 0;
    }
  }

  static List<Dashboard.Target> asked() {
    return Dashboard.read().panels().stream().flatMap(it -> it.targets().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("asked")
  void eachPanelHasSomethingToShow(Dashboard.Target target) throws IOException {
    var series = prometheus.query(target.expression());

    assertThat(series).isNotEmpty();
    for (var each : series) {
      assertThat(each.at("/value/1").asText()).isNotEqualTo("NaN");
      assertThat(target.nameOf(each.get("metric"))).doesNotContain("{{");
    }
  }

  static Stream<String> alerts() throws IOException {
    var rules = YAML.readTree(RULES.toFile()).at("/spec/groups/0/rules");
    return StreamSupport.stream(rules.spliterator(), false).map(it -> it.get("expr").asText());
  }

  /// With `bool` a comparison has a value where it does not hold, too.
  @ParameterizedTest
  @MethodSource("alerts")
  void eachAlertLooksAtSomethingAndIsSilent(String expression) throws IOException {
    var series = prometheus.query(expression.replaceFirst(" (==|>) ", " $1 bool "));

    assertThat(series).isNotEmpty();
    for (var each : series) {
      assertThat(each.at("/value/1").asText()).isEqualTo("0");
    }
  }

  @Test
  void theRulesAreWellFormed() throws IOException {
    assertThat(Prometheus.tool(directory, "check", "rules", "rules.yaml")).isEmpty();
  }

  @Test
  void eachAlertFiresWhenItShould() throws IOException {
    var tests = directory.resolve("alerts.yaml");
    Files.copy(Path.of("src/test/resources/k8s/alerts.yaml"), tests);
    var tested = YAML.readTree(tests.toFile()).findValuesAsText("alertname");
    var there = YAML.readTree(RULES.toFile()).findValuesAsText("alert");

    assertThat(tested).containsAll(there);
    assertThat(Prometheus.tool(directory, "test", "rules", "alerts.yaml")).isEmpty();
  }
}
