package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Faults;
import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.StreamReader;
import dev.tidings.benchmark.load.Streams;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.report.Outcome;
import dev.tidings.benchmark.report.Report;
import dev.tidings.benchmark.report.Results;
import dev.tidings.benchmark.server.Contender;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// One scenario with one contender.
public final class Round {

  /// Bytes of an event's data, where a scenario does not say otherwise.
  static final int EVENT = 128;

  /// How long nothing may arrive before what is missing counts as lost.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int WARM_STREAMS = 1_000;
  private static final int WARM_WINDOW = 64;
  private static final Duration WARM_TIME = Duration.ofSeconds(10);

  private static final double WARM_RATE = 5_000;

  /// The peer cannot tell apart more than 32,767 events of a topic within one second.
  private static final long WARM_EVENTS = 20_000;

  private final Scenario scenario;
  private final Contender contender;
  private final Settings settings;
  private final StreamReader reader;
  private final Results results;

  public Round(
      Scenario scenario,
      Contender contender,
      Settings settings,
      StreamReader reader,
      Results results) {
    this.scenario = scenario;
    this.contender = contender;
    this.settings = settings;
    this.reader = reader;
    this.results = results;
  }

  Settings settings() {
    return settings;
  }

  Contender contender() {
    return contender;
  }

  Streams streams(Server server, Topics topics, int size) {
    return new Streams(server, reader, topics, size);
  }

  /// Has its process compile what it will: a saturated run with many streams, and then as many
  /// publications to one stream as it takes, up to a rate.
  void warm(Server server) {
    var count = settings.streams(WARM_STREAMS);
    try (var streams = streams(server, Topics.one("bench/warm"), EVENT);
        var feed = new Feed(streams)) {
      streams.open(count, 0);
      feed.saturated(WARM_WINDOW, count, settings.time(WARM_TIME));
      streams.awaitArrived(feed.next() * count, PATIENCE);
    }
    try (var streams = streams(server, Topics.one("bench/warm-one"), EVENT);
        var feed = new Feed(streams)) {
      streams.open(1, 0);
      feed.paced(WARM_RATE, settings.events(WARM_EVENTS));
      streams.awaitArrived(feed.next(), PATIENCE);
    }
  }

  /// Keeps a run's outcome and prints it.
  void record(String variant, List<Figure> figures, Faults faults, Usage usage) {
    var outcome = new Outcome(scenario.name(), variant, contender.name(), figures, faults, usage);
    results.add(outcome);
    var line =
        new StringBuilder("%-9s %-6s %s:".formatted(scenario.name(), contender.name(), variant));
    for (var figure : figures) {
      line.append(' ').append(figure.name()).append(' ');
      line.append(Report.number(figure.value())).append(' ').append(figure.unit()).append(';');
    }
    if (!faults.isNone()) {
      line.append(" FAULTS: ").append(faults);
    }
    line.append(
        String.format(
            Locale.ROOT, " (others %.0f %%)", (usage.otherShare() + usage.stolenShare()) * 100));
    say(line.toString());
  }

  void omit(String reason) {
    results.add(new Results.Omission(scenario.name(), contender.name(), reason));
    say("%-9s %-6s %s".formatted(scenario.name(), contender.name(), reason));
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    System.out.println(line);
  }
}
