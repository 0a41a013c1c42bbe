package dev.tidings.benchmark.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The results as Markdown: for each scenario a table with medians, and least and most where there
/// were several runs.
public final class Report {

  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private Report(Results results) {
    this.results = results;
  }

  /// The whole report.
  ///
  /// @param facts about the machine and the contenders, one a line
  /// @param sections of the scenarios that were run, in order
  /// @param plots files beside the report
  public static String of(
      Results results, List<String> facts, List<Section> sections, List<String> plots) {
    return new Report(results).whole(facts, sections, plots);
  }

  private String whole(List<String> facts, List<Section> sections, List<String> plots) {
    text.append("# Benchmark\n\n");
    facts.forEach(fact -> line("- " + fact));
    line("");
    line(
        "Medians; in brackets the least and the most of several runs. Ratios are the first"
            + " contender's figure divided by the other's.");
    verdict();
    for (var each : sections) {
      section(each);
    }
    if (!plots.isEmpty()) {
      line("\n## Plots\n");
      plots.forEach(plot -> line("![%s](%s)\n".formatted(plot.replace(".svg", ""), plot)));
    }
    return text.toString();
  }

  private void verdict() {
    if (results.areGood()) {
      line("\nNo event was lost, doubled or out of order in any run.");
      return;
    }
    line("\n## Faults\n");
    for (var failure : results.failures()) {
      line(
          "- **%s, %s: not measured**: %s"
              .formatted(failure.scenario(), failure.contender(), failure.reason()));
    }
    for (var outcome : results.outcomes()) {
      if (!outcome.faults().isNone()) {
        line(
            "- **%s, %s, %s**: %s"
                .formatted(
                    outcome.scenario(), outcome.contender(), outcome.variant(), outcome.faults()));
      }
    }
  }

  private void section(Section scenario) {
    line("\n## %s\n".formatted(scenario.title()));
    line("`%s`: %s\n".formatted(scenario.name(), scenario.method()));
    var contenders = List.copyOf(results.contenders());
    var header = new ArrayList<>(List.of("case", "figure"));
    header.addAll(contenders);
    if (contenders.size() == 2) {
      header.add("ratio");
    }
    row(header);
    line("|---|---|" + "---:|".repeat(header.size() - 2));
    for (var variant : results.variants(scenario.name())) {
      var shown = variant;
      for (var figure : results.figures(scenario.name(), variant)) {
        row(cells(scenario.name(), variant, shown, figure, contenders));
        shown = "";
      }
    }
    notes(scenario.name());
  }

  private List<String> cells(
      String scenario, String variant, String shown, String figure, List<String> contenders) {
    var cells = new ArrayList<>(List.of(shown, figure));
    var summaries =
        contenders.stream()
            .map(contender -> results.summary(scenario, variant, contender, figure))
            .toList();
    summaries.forEach(summary -> cells.add(summary.map(Report::cell).orElse("–")));
    if (summaries.size() == 2) {
      cells.add(ratio(summaries.getFirst(), summaries.getLast()));
    }
    return cells;
  }

  private static String cell(Results.Summary summary) {
    var median = "%s %s".formatted(number(summary.median().value()), summary.median().unit());
    return summary.least() == summary.most()
        ? median.strip()
        : "%s (%s–%s)".formatted(median.strip(), number(summary.least()), number(summary.most()));
  }

  private static String ratio(Optional<Results.Summary> mine, Optional<Results.Summary> its) {
    if (mine.isEmpty() || its.isEmpty() || its.get().median().value() == 0) {
      return "";
    }
    return number(mine.get().median().value() / its.get().median().value());
  }

  /// With three digits that matter.
  public static String number(double value) {
    var rounded = rounded(value);
    return String.format(Locale.ROOT, "%,." + Math.max(0, rounded.scale()) + "f", rounded);
  }

  static BigDecimal rounded(double value) {
    return new BigDecimal(value).round(THREE_DIGITS);
  }

  private void notes(String scenario) {
    for (var omission : results.omissions()) {
      if (omission.scenario().equals(scenario)) {
        line("\n%s: %s.".formatted(omission.contender(), omission.reason()));
      }
    }
    var outcomes = results.of(scenario);
    if (!outcomes.isEmpty()) {
      line(
          "\nIn these runs other processes used %s of the machine and %s was stolen; the load generator used %s of one"
                  .formatted(
                      percents(outcomes, outcome -> outcome.usage().otherShare()),
                      percents(outcomes, outcome -> outcome.usage().stolenShare()),
                      percents(
                          outcomes,
                          outcome ->
                              outcome.usage().loadNanos() / (double) outcome.usage().wallNanos()))
              + " processor.");
    }
  }

  private static String percents(List<Outcome> outcomes, ToDoubleFunction<Outcome> share) {
    var values = outcomes.stream().mapToDouble(share).summaryStatistics();
    return String.format(Locale.ROOT, "%.0f–%.0f %%", values.getMin() * 100, values.getMax() * 100);
  }

  private void row(List<String> cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
