package dev.tidings.proof;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The outcomes as Markdown.
final class Report {

  private final StringBuilder text = new StringBuilder();

  private Report() {}

  /// @param facts about the machine and what ran on it, one a line
  /// @param plots files beside the report
  static String of(List<String> facts, List<Outcome> outcomes, List<String> plots) {
    var report = new Report();
    report.line("# Proof\n");
    facts.forEach(fact -> report.line("- " + fact));
    report.verdict(outcomes);
    report.line("\n## What reached the subscribers\n");
    report.arrivals(outcomes);
    report.line("\n## What became of publications\n");
    report.publications(outcomes);
    report.line("\n## How subscribers came back\n");
    report.returns(outcomes);
    report.line("\n## The faults\n");
    outcomes.stream()
        .map(Outcome::fault)
        .distinct()
        .forEach(fault -> report.line("- `%s`: %s.".formatted(fault.label(), fault.description())));
    plots.forEach(plot -> report.line("\n![%s](%s)".formatted(plot.replace(".svg", ""), plot)));
    return report.text.toString();
  }

  private void verdict(List<Outcome> outcomes) {
    var bad = outcomes.stream().filter(outcome -> !outcome.isGood()).map(Outcome::name).toList();
    line(
        bad.isEmpty()
            ? "\nEverything was as is promised: nothing lost, doubled or out of order, but for what"
                + " Redis itself lost in a failover, and that was told as a gap or repeated by its"
                + " publisher."
            : "\n**Not as is promised: " + String.join("; ", bad) + ".**");
  }

  private void arrivals(List<Outcome> outcomes) {
    row(
        "fault",
        "subscribers",
        "deliveries",
        "lost",
        "of these untold",
        "doubled on a connection",
        "doubled after coming back",
        "out of order",
        "ids not ascending",
        "gaps told",
        "longest silence, watchful",
        "longest silence, others");
    line("|---|" + "---:|".repeat(11));
    for (var outcome : outcomes) {
      var arrival = outcome.arrival();
      var faults = arrival.faults();
      row(
          "`" + outcome.name() + "`",
          number(outcome.subscribers()),
          number(faults.deliveries()),
          number(arrival.lost()),
          number(arrival.lostInSilence()),
          number(faults.doubled()),
          number(faults.doubledAfterReturn()),
          number(faults.unordered()),
          number(faults.backwards()),
          number(faults.gaps()),
          seconds(arrival.silence()),
          seconds(arrival.silenceOfOthers()));
    }
    line(
        "\n"
            + "Lost, doubled and out of order are summed over the subscribers. Watchful ones leave"
            + " a connection that is silent for two heartbeats, as `tidings-client` does; the"
            + " others just wait, as an `EventSource` does. The silence counts from event to event,"
            + " and holds the time in which nothing could be published. What a failover loses after"
            + " it was delivered and before it was acknowledged is repeated by its publisher, and"
            + " comes again with another id.");
  }

  private void publications(List<Outcome> outcomes) {
    row(
        "fault",
        "acknowledged",
        "not in Redis any more",
        "attempts refused",
        "attempts without an answer",
        "longest until acknowledged");
    line("|---|" + "---:|".repeat(5));
    for (var outcome : outcomes) {
      var publication = outcome.publication();
      row(
          "`" + outcome.name() + "`",
          number(publication.acknowledged()),
          number(outcome.missing()),
          number(publication.refused()),
          number(publication.failed()),
          seconds(publication.longestWait()));
    }
  }

  private void returns(List<Outcome> outcomes) {
    row(
        "fault",
        "returns",
        "of these in the busiest second",
        "connects that failed",
        "statuses",
        "`tidings.bye`");
    line("|---|---:|---:|---:|---|---|");
    for (var outcome : outcomes) {
      var faults = outcome.arrival().faults();
      row(
          "`" + outcome.name() + "`",
          number(faults.returns()),
          number(faults.returnsAtPeak()),
          number(faults.unreachable()),
          listed(faults.refusals()),
          listed(faults.byes()));
    }
  }

  private static String listed(Map<?, Long> counts) {
    return new TreeMap<Object, Long>(counts)
        .entrySet().stream()
            .map(entry -> entry.getKey() + ": " + number(entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
