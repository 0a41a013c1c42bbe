package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What operators are told in numbers is what the page says, and is right.
class MetricsIT {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(tidings_\\w+)` \\| (\\w+) \\| ?([^|]*)\\|", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("`(\\w+)`: ((?:`[\\w-]+`(?:, )?)+)");
  private static final Pattern SAMPLE =
      Pattern.compile("^(tidings_\\w+)\\{([^}]*)} (\\S+)$", Pattern.MULTILINE);
  private static final Pattern TYPE =
      Pattern.compile("^# TYPE (tidings_\\w+) (\\w+)$", Pattern.MULTILINE);

  private static final Hub HUB = Hub.shared();

  @Test
  void everyMetricStandsOnThePageAndNoOther() throws IOException {
    var documented =
        rows().collect(Collectors.toMap(row -> row.get(0), row -> row.get(1), (a, _) -> a));

    var types = new TreeMap<String, String>();
    TYPE.matcher(metrics())
        .results()
        .filter(it -> !it.group(1).endsWith("_max"))
        .forEach(it -> types.put(it.group(1), it.group(2)));

    assertThat(types).isEqualTo(new TreeMap<>(documented));
  }

  @Test
  void aLabelHasOnlyValuesThatAreNamed() throws IOException {
    var page = Files.readString(Path.of("docs/metrics.md"));
    HUB.get("/stream?topic=**/bad/**&topic=refused-" + System.nanoTime());
    HUB.get("/nowhere/" + System.nanoTime());

    var labels = new TreeMap<String, Set<String>>();
    for (var sample : SAMPLE.matcher(metrics()).results().toList()) {
      for (var pair : pairs(sample.group(2))) {
        var name = pair.substring(0, pair.indexOf('='));
        var value = pair.substring(pair.indexOf('"') + 1, pair.length() - 1);
        labels.computeIfAbsent(name, _ -> new TreeSet<>()).add(value);
      }
    }

    assertThat(labels.keySet())
        .containsExactlyInAnyOrder("mp_scope", "transport", "reason", "source", "le");
    for (var label : List.of("transport", "reason", "source")) {
      assertThat(labels.getOrDefault(label, Set.of()))
          .as(label)
          .isNotEmpty()
          .allSatisfy(value -> assertThat(page).contains("`" + value + "`"));
    }
    assertThat(named(page, "tidings_streams")).isEqualTo(labels.get("transport"));
    assertThat(labels.get("reason")).containsAll(named(page, "tidings_streams_closed_total"));
    assertThat(labels.get("reason")).containsAll(named(page, "tidings_refused_total"));
  }

  private static Set<String> named(String page, String metric) {
    var row =
        ROW.matcher(page)
            .results()
            .filter(it -> it.group(1).equals(metric))
            .findFirst()
            .orElseThrow();
    return LABEL
        .matcher(row.group(3))
        .results()
        .flatMap(it -> Pattern.compile("`([\\w-]+)`").matcher(it.group(2)).results())
        .map(it -> it.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatHappensIsCounted() {
    var before = figures();
    try (var stream = HUB.subscribe("counted/*")) {
      HUB.publish("counted/a", "one");
      HUB.publish("counted/b", "two");
      stream.next();
      stream.next();

      var during = figures();
      assertThat(more("tidings_publications_total", before, during)).isGreaterThanOrEqualTo(2);
      assertThat(more("tidings_publication_seconds_count", before, during))
          .isGreaterThanOrEqualTo(2);
      assertThat(more("tidings_streams_opened_total{transport=\"sse\"}", before, during))
          .isGreaterThanOrEqualTo(1);
      Eventually.is("counted", () -> more("tidings_deliveries_total", before, figures()) >= 2);
      assertThat(figures())
          .hasEntrySatisfying(
              "tidings_streams{transport=\"sse\"}", open -> assertThat(open).isPositive());
      assertThat(figures()).containsEntry("tidings_log_up", 1.0);
      assertThat(figures().get("tidings_log_events")).isGreaterThanOrEqualTo(2);
    }
    Eventually.is(
        "the client has left",
        () -> more("tidings_streams_closed_total{reason=\"gone\"}", before, figures()) >= 1);
    var refused = figures();
    HUB.get("/stream?topic=private/a");
    assertThat(more("tidings_refused_total{reason=\"unauthenticated\"}", refused, figures()))
        .isGreaterThanOrEqualTo(1);
  }

  @Test
  void whoAsksForOpenMetricsGetsIt() {
    var answer =
        HUB.send(
            HttpRequest.newBuilder(HUB.uri("/metrics"))
                .header("Accept", "application/openmetrics-text"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(answer.body()).endsWith("# EOF\n").contains("# TYPE tidings_deliveries counter");
  }

  private static double more(String name, Map<String, Double> before, Map<String, Double> after) {
    return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
  }

  private static Map<String, Double> figures() {
    return SAMPLE
        .matcher(metrics())
        .results()
        .collect(
            Collectors.toMap(
                it -> it.group(1) + labels(it.group(2)), it -> Double.valueOf(it.group(3))));
  }

  private static String labels(String written) {
    var own = pairs(written).stream().filter(it -> !it.startsWith("mp_scope=")).toList();
    return own.isEmpty() ? "" : "{" + String.join(",", own) + "}";
  }

  /// There is a comma behind the last one, too.
  private static List<String> pairs(String labels) {
    return Pattern.compile(",").splitAsStream(labels).filter(it -> !it.isEmpty()).toList();
  }

  private static Stream<List<String>> rows() throws IOException {
    return ROW.matcher(Files.readString(Path.of("docs/metrics.md")))
        .results()
        .map(row -> List.of(row.group(1), row.group(2)));
  }

  private static String metrics() {
    var answer = HUB.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
