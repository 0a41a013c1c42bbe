package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Streams;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.util.List;

/// What it costs to open a stream.
final class Connects implements Scenario {

  private static final int COLD = 1_000;
  private static final int BEFORE_WARM = 5_000;
  private static final int WARM = 2_000;

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
        + " Warm: 2,000 more when 5,000 are open; with a token for each stream, and with one"
        + " for all.";
  }

  @Override
  public void measure(Round round) {
    for (int i = 0; i < round.settings().runs(); i++) {
      try (var server = round.contender().start();
          var streams = round.streams(server, Topics.one("bench/connect"), Round.EVENT)) {
        var most = round.settings().maxStreams();
        var cold = Math.min(COLD, most / 3);
        var warm = Math.min(WARM, most / 5);
        measure(round, server, streams, cold, "cold");
        streams.open(Math.max(0, Math.min(BEFORE_WARM, most - 2 * warm) - cold), 0);
        measure(round, server, streams, warm, "warm");
        streams.shareToken();
        measure(round, server, streams, warm, "warm, one token for all");
      }
    }
  }

  private void measure(Round round, Server server, Streams streams, int count, String variant) {
    var usage = new Usage.Start(server.processes());
    streams.open(count, 0);
    var used = usage.untilNow();
    round.record(
        variant,
        List.of(
            Figure.micros("CPU per connect", used.serverNanos() / (double) count),
            Figure.perSecond("connects", count, used.wallNanos())),
        streams.faults(0),
        used);
  }
}
