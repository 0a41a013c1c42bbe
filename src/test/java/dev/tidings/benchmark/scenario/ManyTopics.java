package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether the number of topics makes a publication dearer.
final class ManyTopics implements Scenario {

  private static final int MANY = 10_000;
  private static final int PER_SECOND = 1_000;
  private static final Duration TIME = Duration.ofSeconds(8);

  @Override
  public String name() {
    return "topics";
  }

  @Override
  public String title() {
    return "One topic, and many";
  }

  @Override
  public String method() {
    return "1,000 publications a second to topics in turn, each topic with one stream; warm"
        + " process. CPU is the server's, for a publication and its delivery.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      round.warm(server);
      for (int count : round.settings().streams(List.of(1, MANY))) {
        measure(round, server, count);
      }
    }
  }

  private void measure(Round round, Server server, int count) {
    var topics = new Topics("bench/one-of-%d/".formatted(count), count);
    try (var streams = round.streams(server, topics, Round.EVENT);
        var feed = new Feed(streams)) {
      streams.open(count, 0);
      var deliveries = new Deliveries(server, streams, feed, 1);
      var events = PER_SECOND * round.settings().time(TIME).toMillis() / 1_000;
      deliveries.paced(PER_SECOND, events / 2);
      for (int i = 0; i < round.settings().runs(); i++) {
        var run = deliveries.paced(PER_SECOND, events);
        var figures = new ArrayList<Figure>();
        figures.add(run.cpuPerPublication());
        figures.addAll(run.latency());
        round.record(
            Count.of(count, "topic") + ", one stream each",
            figures,
            streams.faults(feed.next()),
            run.usage());
      }
    }
  }
}
