package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.server.Server;
import java.time.Duration;
import java.util.List;

/// How many deliveries a second are possible.
final class SaturatedDelivery implements Scenario {

  private static final List<Integer> STREAMS = List.of(1_000, 10_000);
  private static final List<Integer> WINDOWS = List.of(4, 64);
  private static final Duration TIME = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "saturated";
  }

  @Override
  public String title() {
    return "Delivery as fast as possible";
  }

  @Override
  public String method() {
    return "One topic, 128-byte events, one publisher that holds back while so many events, counted"
        + " by their deliveries, are published and not delivered; warm process.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      round.warm(server);
      for (int count : round.settings().streams(STREAMS)) {
        measure(round, server, count);
      }
    }
  }

  private void measure(Round round, Server server, int count) {
    var topics = Topics.one("bench/saturated-%d-".formatted(count));
    try (var streams = round.streams(server, topics, Round.EVENT);
        var feed = new Feed(streams)) {
      streams.open(count, 0);
      var deliveries = new Deliveries(server, streams, feed, count);
      for (int window : WINDOWS) {
        var variant = "%s, %d undelivered".formatted(Count.of(count, "stream"), window);
        deliveries.saturated(window, round.settings().time(TIME).dividedBy(2));
        for (int i = 0; i < round.settings().runs(); i++) {
          var run = deliveries.saturated(window, round.settings().time(TIME));
          round.record(
              variant,
              List.of(run.deliveriesPerSecond(), run.cpuPerDelivery(), run.latency().get(2)),
              streams.faults(feed.next()),
              run.usage());
        }
      }
    }
  }
}
