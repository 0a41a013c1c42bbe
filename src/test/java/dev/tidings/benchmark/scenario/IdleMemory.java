package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What a stream costs that only waits.
final class IdleMemory implements Scenario {

  private static final List<Integer> STREAMS = List.of(100, 1_000, 10_000);
  private static final Duration BEFORE = Duration.ofSeconds(1);
  private static final Duration SETTLING = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String title() {
    return "Memory of an idle stream";
  }

  @Override
  public String method() {
    return "Resident memory of all processes of a server, shared pages counted once (the sum of the"
        + " kernel's proportional set sizes), less what it was before the first connect, by"
        + " the number of streams. A fresh process each time, so that with few streams this"
        + " is what the first use of everything takes. Read after the connects, and again 5"
        + " s later.";
  }

  @Override
  public void measure(Round round) {
    for (int count : round.settings().streams(STREAMS)) {
      for (int i = 0; i < round.settings().runs(); i++) {
        measure(round, count);
      }
    }
  }

  private void measure(Round round, int count) {
    try (var server = round.contender().start();
        var streams = round.streams(server, Topics.one("bench/idle"), Round.EVENT)) {
      var settling = round.settings().time(SETTLING);
      pause(BEFORE);
      var usage = new Usage.Start(server.processes());
      var before = server.processes().residentBytes();
      streams.open(count, 0);
      var opened = server.processes().residentBytes();
      pause(settling);
      var settled = server.processes().residentBytes();
      round.record(
          Count.of(count, "stream"),
          List.of(
              Figure.kib("memory per stream, just opened", (opened - before) / (double) count),
              Figure.kib(Figure.MEMORY_PER_STREAM, (settled - before) / (double) count),
              Figure.mib("memory before", before),
              Figure.mib("memory in all", settled)),
          streams.faults(0),
          usage.untilNow());
    }
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
