package dev.tidings.benchmark.report;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/// Every run as JSON, for whoever wants to compare two sittings.
public final class ResultsJson {

  private ResultsJson() {}

  public static JsonObject of(Results results, List<String> facts) {
    var runs = Json.createArrayBuilder();
    results.outcomes().forEach(outcome -> runs.add(run(outcome)));
    var failures = Json.createArrayBuilder();
    for (var failure : results.failures()) {
      failures.add(
          Json.createObjectBuilder()
              .add("scenario", failure.scenario())
              .add("contender", failure.contender())
              .add("reason", failure.reason()));
    }
    return Json.createObjectBuilder()
        .add("facts", Json.createArrayBuilder(facts))
        .add("runs", runs)
        .add("failures", failures)
        .build();
  }

  private static JsonObjectBuilder run(Outcome outcome) {
    var usage = outcome.usage();
    var faults = outcome.faults();
    return Json.createObjectBuilder()
        .add("scenario", outcome.scenario())
        .add("case", outcome.variant())
        .add("contender", outcome.contender())
        .add("figures", figures(outcome.figures()))
        .add(
            "faults",
            Json.createObjectBuilder()
                .add("lost", faults.lost())
                .add("doubled", faults.doubled())
                .add("unordered", faults.unordered())
                .add("broken", faults.broken())
                .add("closed", faults.closed()))
        .add(
            "usage",
            Json.createObjectBuilder()
                .add("wallNanos", usage.wallNanos())
                .add("serverNanos", usage.serverNanos())
                .add("loadNanos", usage.loadNanos())
                .add("otherShare", usage.otherShare())
                .add("stolenShare", usage.stolenShare()));
  }

  private static JsonArray figures(List<Figure> figures) {
    var array = Json.createArrayBuilder();
    for (var figure : figures) {
      array.add(
          Json.createObjectBuilder()
              .add("name", figure.name())
              .add("unit", figure.unit())
              .add("value", figure.value()));
    }
    return array.build();
  }
}
