package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;

/// When the files and the memory of clients are free again that left without a word.
final class VanishingClients implements Scenario {

  private static final int STREAMS = 10_000;
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  /// The server's own files come and go.
  private static final long FEW = 16;

  /// Of the heap that the streams took, this much may be left, for what was loaded and cached.
  private static final double LEFT = 0.1;

  @Override
  public String name() {
    return "vanish";
  }

  @Override
  public String title() {
    return "Clients that vanish";
  }

  @Override
  public String method() {
    return "10,000 clients close their sockets at once. How long until the server has no more open"
        + " files than before them; and until nine tenths of the live heap that they took"
        + " can be collected (the hub's JVM is asked for a full collection and a count,"
        + " which takes its time itself). Nothing is published meanwhile.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      var count = round.settings().streams(STREAMS);
      vanish(round, server, count, false);
      for (int i = 0; i < round.settings().runs(); i++) {
        vanish(round, server, count, true);
      }
    }
  }

  private static void vanish(Round round, Server server, int count, boolean counts) {
    var filesBefore = server.processes().openFiles();
    var heapBefore = server.liveHeapBytes();
    try (var streams = round.streams(server, Topics.one("bench/vanish"), Round.EVENT)) {
      streams.open(count, 0);
      var heapOpen = server.liveHeapBytes();
      var faults = streams.faults(0);
      var usage = new Usage.Start(server.processes());
      var start = System.nanoTime();
      streams.vanish();
      var figures = new ArrayList<Figure>();
      figures.add(Figure.millis("files free again", awaitFiles(server, start, filesBefore + FEW)));
      if (heapBefore.isPresent() && heapOpen.isPresent()) {
        var taken = heapOpen.getAsLong() - heapBefore.getAsLong();
        var most = heapBefore.getAsLong() + Math.round(taken * LEFT);
        figures.add(Figure.millis("heap free again", awaitHeap(server, start, most)));
        figures.add(Figure.kib("live heap per stream", taken / (double) count));
      }
      if (counts) {
        round.record(Count.of(count, "client"), figures, faults, usage.untilNow());
      }
    }
  }

  private static long awaitFiles(Server server, long start, long most) {
    while (server.processes().openFiles() > most) {
      pauseUnlessOver(start, "files");
    }
    return System.nanoTime() - start;
  }

  private static long awaitHeap(Server server, long start, long most) {
    while (server.liveHeapBytes().orElse(0) > most) {
      pauseUnlessOver(start, "heap");
    }
    return System.nanoTime() - start;
  }

  private static void pauseUnlessOver(long start, String what) {
    if (System.nanoTime() - start > MOST.toNanos()) {
      throw new IllegalStateException(
          "the %s of clients that vanished were not free after %s".formatted(what, MOST));
    }
    LockSupport.parkNanos(POLL.toNanos());
  }
}
