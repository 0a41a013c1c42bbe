package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a delivery costs and how long it takes at a steady rate.
final class PacedDelivery implements Scenario {

  /// A rate of deliveries to a number of streams.
  ///
  /// @param streams on the one topic
  /// @param deliveries a second
  private record Pace(int streams, int deliveries) {

    double eventsPerSecond() {
      return (double) deliveries / streams;
    }

    String variant() {
      return "%s, %,d/s".formatted(Count.of(streams, "stream"), deliveries);
    }
  }

  /// One stream gets fewer, else the publications would be what is measured.
  private static final List<Pace> PACES =
      List.of(
          new Pace(1, 1_000),
          new Pace(100, 25_000),
          new Pace(1_000, 25_000),
          new Pace(10_000, 25_000),
          new Pace(1_000, 100_000));

  private static final Duration TIME = Duration.ofSeconds(6);
  private static final long FEWEST_EVENTS = 3;

  /// Before the runs of a case that count.
  private static final long WARM_FRACTION = 3;

  @Override
  public String name() {
    return "paced";
  }

  @Override
  public String title() {
    return "Delivery at a steady rate";
  }

  @Override
  public String method() {
    return "One topic, 128-byte events, one publisher, warm process. CPU is the server's,"
        + " publications included; latency runs from when an event was due.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      round.warm(server);
      for (var pace : paces(round.settings())) {
        measure(round, server, pace);
      }
    }
  }

  private static List<Pace> paces(Settings settings) {
    return PACES.stream()
        .map(pace -> new Pace(settings.streams(pace.streams()), pace.deliveries()))
        .distinct()
        .toList();
  }

  private void measure(Round round, Server server, Pace pace) {
    var topics = Topics.one("bench/paced-%d-%d-".formatted(pace.streams(), pace.deliveries()));
    try (var streams = round.streams(server, topics, Round.EVENT);
        var feed = new Feed(streams)) {
      streams.open(pace.streams(), 0);
      var deliveries = new Deliveries(server, streams, feed, pace.streams());
      var seconds = round.settings().time(TIME).toMillis() / 1e3;
      var events = Math.max(FEWEST_EVENTS, Math.round(pace.eventsPerSecond() * seconds));
      deliveries.paced(pace.eventsPerSecond(), Math.max(1, events / WARM_FRACTION));
      for (int i = 0; i < round.settings().runs(); i++) {
        var run = deliveries.paced(pace.eventsPerSecond(), events);
        var figures = new ArrayList<Figure>();
        figures.add(run.cpuPerDelivery());
        figures.addAll(run.latency());
        round.record(pace.variant(), figures, streams.faults(feed.next()), run.usage());
      }
    }
  }
}
