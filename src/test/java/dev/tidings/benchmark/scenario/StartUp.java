package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Faults;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Contender;
import dev.tidings.benchmark.server.Usage;
import java.util.List;

/// How long a start takes.
final class StartUp implements Scenario {

  private static final int STARTS_PER_RUN = 2;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "Start to ready";
  }

  @Override
  public String method() {
    return "From the start of the process, on an empty log, until its readiness is answered with"
        + " 200; asked each 5 ms, which is part of the load. With the JVM options that were"
        + " given, and without.";
  }

  @Override
  public void measure(Round round) {
    var plain = round.contender().plain();
    for (int i = 0; i < STARTS_PER_RUN * round.settings().runs(); i++) {
      plain.ifPresent(contender -> start(round, contender, "without the JVM options"));
      start(round, round.contender(), plain.isPresent() ? "with the JVM options" : "as it comes");
    }
  }

  private static void start(Round round, Contender contender, String variant) {
    var start = System.nanoTime();
    try (var server = contender.launch()) {
      var usage = new Usage.Start(server.processes());
      server.awaitReady();
      var nanos = System.nanoTime() - start;
      round.record(
          variant,
          List.of(
              Figure.millis("start to ready", nanos),
              Figure.millis("CPU", server.processes().cpuNanos())),
          Faults.NONE,
          usage.untilNow());
    }
  }
}
