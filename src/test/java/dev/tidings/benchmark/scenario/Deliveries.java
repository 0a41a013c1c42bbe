package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Streams;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Delivers events in one of two ways, and counts what that cost.
final class Deliveries {

  private static final double MEDIAN = 50;
  private static final double NINETY = 90;
  private static final double NINETY_NINE = 99;
  private static final double THREE_NINES = 99.9;

  private final Server server;
  private final Streams streams;
  private final Feed feed;
  private final int perEvent;

  /// On a feed and its streams.
  ///
  /// @param perEvent how many streams get an event
  Deliveries(Server server, Streams streams, Feed feed, int perEvent) {
    this.server = server;
    this.streams = streams;
    this.feed = feed;
    this.perEvent = perEvent;
  }

  /// What one run came to.
  ///
  /// @param nanos from the first publication to the last delivery
  record Run(long events, long deliveries, long nanos, Usage usage, Histogram latencies) {

    Figure cpuPerDelivery() {
      return Figure.micros(Figure.CPU_PER_DELIVERY, usage.serverNanos() / (double) deliveries);
    }

    Figure cpuPerPublication() {
      return Figure.micros("CPU per publication", usage.serverNanos() / (double) events);
    }

    Figure deliveriesPerSecond() {
      return Figure.perSecond(Figure.DELIVERIES, deliveries, nanos);
    }

    List<Figure> latency() {
      var figures = new ArrayList<Figure>();
      figures.add(percentile("p50", MEDIAN));
      figures.add(percentile("p90", NINETY));
      figures.add(percentile("p99", NINETY_NINE));
      figures.add(percentile("p99.9", THREE_NINES));
      figures.add(Figure.millis(Figure.LATENCY + "max", latencies.getMaxValue()));
      return figures;
    }

    private Figure percentile(String name, double percentile) {
      return Figure.millis(Figure.LATENCY + name, latencies.getValueAtPercentile(percentile));
    }
  }

  Run paced(double eventsPerSecond, long events) {
    return run(() -> feed.paced(eventsPerSecond, events));
  }

  Run saturated(int window, Duration time) {
    return run(() -> feed.saturated(window, perEvent, time));
  }

  private Run run(Runnable publishing) {
    streams.takeLatencies();
    var before = feed.next();
    var arrived = streams.arrived();
    var start = System.nanoTime();
    var usage = new Usage.Start(server.processes());
    publishing.run();
    var events = feed.next() - before;
    streams.awaitArrived(arrived + events * perEvent, Round.PATIENCE);
    var used = usage.untilNow();
    return new Run(
        events,
        streams.arrived() - arrived,
        streams.lastArrival() - start,
        used,
        streams.takeLatencies());
  }
}
