package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Streams;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Whether a topic at full speed makes another's subscribers wait.
final class Fairness implements Scenario {

  private static final int STREAMS = 1_000;
  private static final int WINDOW = 64;
  private static final double QUIET_PER_SECOND = 20;
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration SLICE = Duration.ofMillis(200);

  @Override
  public String name() {
    return "fairness";
  }

  @Override
  public String title() {
    return "A quiet topic beside a saturated one";
  }

  @Override
  public String method() {
    return "One topic gets an event each 50 ms and has one stream. Its latency alone, and while"
        + " another topic with 1,000 streams is kept saturated (64 events undelivered). Warm"
        + " process.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start();
        var streams = round.streams(server, Topics.one("bench/quiet"), Round.EVENT);
        var feed = new Feed(streams)) {
      round.warm(server);
      streams.open(1, 0);
      var quiet = new Deliveries(server, streams, feed, 1);
      for (int i = 0; i < round.settings().runs(); i++) {
        record(round, "alone", quiet.paced(QUIET_PER_SECOND, events(round)), 0, streams, feed);
      }
      for (int i = 0; i < round.settings().runs(); i++) {
        beside(round, server, quiet, streams, feed, i);
      }
    }
  }

  private static long events(Round round) {
    return Math.round(round.settings().time(TIME).toMillis() / 1e3 * QUIET_PER_SECOND);
  }

  private void beside(
      Round round,
      Server server,
      Deliveries quiet,
      Streams quietStreams,
      Feed quietFeed,
      int number) {
    var count = round.settings().streams(STREAMS);
    var over = new AtomicBoolean();
    try (var streams = round.streams(server, Topics.one("bench/loud-" + number), Round.EVENT);
        var feed = new Feed(streams)) {
      streams.open(count, 0);
      var loud =
          CompletableFuture.runAsync(
              () -> {
                while (!over.get()) {
                  feed.saturated(WINDOW, count, SLICE);
                }
              },
              task -> Thread.ofPlatform().name("loud").start(task));
      var run = quiet.paced(QUIET_PER_SECOND, events(round));
      over.set(true);
      loud.join();
      record(round, "beside", run, streams.arrived(), quietStreams, quietFeed);
    }
  }

  private static void record(
      Round round, String variant, Deliveries.Run run, long others, Streams streams, Feed feed) {
    var figures = new ArrayList<>(run.latency());
    if (others > 0) {
      figures.add(Figure.perSecond("deliveries of the other topic", others, run.nanos()));
    }
    round.record(variant, figures, streams.faults(feed.next()), run.usage());
  }
}
