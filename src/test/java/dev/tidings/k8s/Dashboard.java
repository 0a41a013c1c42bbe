package dev.tidings.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The dashboard for Grafana: its panels, and what each of them asks Prometheus for.
record Dashboard(List<Panel> panels) {

  /// @param unit in the words of Grafana
  record Panel(String title, String unit, List<Target> targets) {}

  /// @param expression for all namespaces
  /// @param legend how a series is called; `{{label}}` stands for a label's value
  record Target(String expression, String legend) {

    String nameOf(JsonNode labels) {
      var name = legend;
      for (var label : labels.properties()) {
        name = name.replace("{{" + label.getKey() + "}}", label.getValue().asText());
      }
      return name;
    }
  }

  static Dashboard read() {
    try {
      var json =
          new ObjectMapper()
              .readTree(Manifests.HERE.resolve("components/grafana/tidings.json").toFile());
      var panels = new ArrayList<Panel>();
      for (var panel : json.get("panels")) {
        var targets = new ArrayList<Target>();
        for (var target : panel.get("targets")) {
          targets.add(
              new Target(
                  target.get("expr").asText().replace("$namespace", ".*"),
                  target.path("legendFormat").asText()));
        }
        panels.add(
            new Panel(
                panel.get("title").asText(),
                panel.at("/fieldConfig/defaults/unit").asText(),
                targets));
      }
      return new Dashboard(panels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
