package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import java.time.Duration;
import java.util.ArrayList;

/// What clients that take nothing do to the others.
final class StalledClients implements Scenario {

  private static final int STREAMS = 1_000;
  private static final int ONE_IN = 100;
  private static final int EVENT = 16 * 1024;
  private static final int PER_SECOND = 5;
  private static final Duration TIME = Duration.ofSeconds(12);

  @Override
  public String name() {
    return "stalled";
  }

  @Override
  public String title() {
    return "With stalled clients";
  }

  @Override
  public String method() {
    return "1,000 streams of one topic, 5 events of 16 KiB a second; then the same with 1 % more"
        + " streams whose clients read nothing. Latency is that of those that read; memory"
        + " is read at the end of a run. Warm process.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      round.warm(server);
      var count = round.settings().streams(STREAMS);
      measure(round, server, count, 0);
      measure(round, server, count, count / ONE_IN);
    }
  }

  private void measure(Round round, Server server, int count, int stalled) {
    var topics = Topics.one("bench/stalled-%d-".formatted(stalled));
    try (var streams = round.streams(server, topics, EVENT);
        var stuck = round.streams(server, topics, EVENT);
        var feed = new Feed(streams)) {
      streams.open(count, 0);
      stuck.openStalled(stalled);
      var deliveries = new Deliveries(server, streams, feed, count);
      var events = PER_SECOND * round.settings().time(TIME).toSeconds();
      deliveries.paced(PER_SECOND, Math.max(1, events / 4));
      for (int i = 0; i < round.settings().runs(); i++) {
        var run = deliveries.paced(PER_SECOND, events);
        var figures = new ArrayList<Figure>();
        figures.addAll(run.latency());
        figures.add(run.cpuPerDelivery());
        figures.add(Figure.mib("memory in all", server.processes().residentBytes()));
        round.record(
            stalled == 0 ? "none stalled" : "%d of %,d stalled".formatted(stalled, count + stalled),
            figures,
            streams.faults(feed.next()),
            run.usage());
      }
    }
  }
}
