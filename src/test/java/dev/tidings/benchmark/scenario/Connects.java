package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Streams;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What it costs to open a stream.
final class Connects implements Scenario {

  private static final int COLD = 1_000;
  private static final int BEFORE_WARM = 5_000;
  private static final int WARM = 2_000;
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration GLANCE = Duration.ofMillis(500);

  /// The part of one processor that a server with idle streams may use, for heartbeats and the
  // like.
  private static final double AT_REST = 0.1;

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public String title() {
    return "Opening a stream";
  }

  @Override
  public String method() {
    return "CPU of the server from the connect to the head of the response, 128 under way at once,"
        + " each with a real RS256 token in its query (the peer checks none). Cold: the"
        + " first 1,000 of a fresh process, which includes what the JVM compiles meanwhile."
        + " The first 5,000: from the same start until the server is at rest again, its"
        + " compilers too. Warm: 2,000 more after that; with a token for each stream, and with"
        + " one for all.";
  }

  @Override
  public void measure(Round round) {
    for (int i = 0; i < round.settings().runs(); i++) {
      try (var server = round.contender().start();
          var streams = round.streams(server, Topics.one("bench/connect"), Round.EVENT)) {
        var most = round.settings().maxStreams();
        var cold = Math.min(COLD, most / 3);
        var warm = Math.min(WARM, most / 5);
        var start = new Usage.Start(server.processes());
        measure(round, server, streams, cold, "cold");
        var first = Math.max(cold, Math.min(BEFORE_WARM, most - 2 * warm));
        streams.open(first - cold, 0);
        awaitRest(server);
        record(round, streams, first, "the first 5,000, until at rest", start.untilNow());
        measure(round, server, streams, warm, "warm");
        streams.shareToken();
        measure(round, server, streams, warm, "warm, one token for all");
      }
    }
  }

  private void measure(Round round, Server server, Streams streams, int count, String variant) {
    var usage = new Usage.Start(server.processes());
    streams.open(count, 0);
    record(round, streams, count, variant, usage.untilNow());
  }

  private static void record(Round round, Streams streams, int count, String variant, Usage used) {
    round.record(
        variant,
        List.of(
            Figure.micros("CPU per connect", used.serverNanos() / (double) count),
            Figure.perSecond("connects", count, used.wallNanos())),
        streams.faults(0),
        used);
  }

  /// Until it does next to nothing any more.
  private static void awaitRest(Server server) {
    var end = System.nanoTime() + MOST.toNanos();
    Usage glance;
    do {
      var usage = new Usage.Start(server.processes());
      LockSupport.parkNanos(GLANCE.toNanos());
      glance = usage.untilNow();
    } while (glance.serverNanos() > glance.wallNanos() * AT_REST && System.nanoTime() < end);
  }
}
