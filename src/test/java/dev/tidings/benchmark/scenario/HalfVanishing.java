package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Streams;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import java.time.Duration;
import java.util.ArrayList;

/// What those who stay notice when half of all clients leave without a word.
final class HalfVanishing implements Scenario {

  private static final int STREAMS = 10_000;
  private static final double EVENTS_A_SECOND = 2;
  private static final Duration TIME = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "half";
  }

  @Override
  public String title() {
    return "Half of the clients vanish";
  }

  @Override
  public String method() {
    return "10,000 streams of one topic, 2 events a second. Then 5,000 clients close their sockets"
        + " at once, and the next run begins at that moment. Latency is that of the other"
        + " 5,000, before and after. Warm process.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      round.warm(server);
      var half = round.settings().streams(STREAMS) / 2;
      for (int i = 0; i < round.settings().runs(); i++) {
        measure(round, server, half);
      }
    }
  }

  private static void measure(Round round, Server server, int half) {
    var topics = Topics.one("bench/half");
    try (var staying = round.streams(server, topics, Round.EVENT);
        var leaving = round.streams(server, topics, Round.EVENT);
        var feed = new Feed(staying)) {
      staying.open(half, feed.next());
      leaving.open(half, feed.next());
      var deliveries = new Deliveries(server, staying, feed, half);
      var events = Math.round(EVENTS_A_SECOND * round.settings().time(TIME).toSeconds());
      record(round, "all are there", deliveries.paced(EVENTS_A_SECOND, events), staying, feed);
      leaving.vanish();
      record(
          round, "half have just left", deliveries.paced(EVENTS_A_SECOND, events), staying, feed);
    }
  }

  private static void record(
      Round round, String name, Deliveries.Run run, Streams staying, Feed feed) {
    var figures = new ArrayList<Figure>(run.latency());
    figures.add(run.cpuPerDelivery());
    round.record(name, figures, staying.faults(feed.next()), run.usage());
  }
}
