package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Faults;
import dev.tidings.benchmark.load.Feed;
import dev.tidings.benchmark.load.Prober;
import dev.tidings.benchmark.load.PublishingRun;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Contender;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import dev.tidings.k8s.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Whether an orchestrator is answered, however much there is to do, and what that takes.
final class Probes implements Scenario {

  private static final List<Probe> PROBES = Probe.deployed();
  private static final int PER_SECOND = 20;
  private static final Duration TIME = Duration.ofSeconds(12);
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final int STREAMS = 1_000;
  private static final int WINDOW = 64;
  private static final int PUBLISHERS = 4;
  private static final int BATCH = 100;

  /// As many streams are opened, one after another, before they all leave and it begins anew.
  private static final int HERD = 2_000;

  private static final double MEDIAN = 50;
  private static final double NINETY_NINE = 99;

  @Override
  public String name() {
    return "probes";
  }

  @Override
  public String title() {
    return "Probes under load";
  }

  @Override
  public String method() {
    return "Startup, liveness and readiness, each 20 times a second over connections of their own,"
        + " on the port that the manifests name for them. Latency is from when a probe was due"
        + " to the end of its answer; one that takes longer than the manifests allow, or is"
        + " answered with anything but 200, is a failure. Cold: streams are opened as fast as"
        + " it can be done from the moment at which a fresh process is ready. Idle: nothing"
        + " else, and what the server used beyond what it uses unasked, by probe. Deliveries:"
        + " 1,000 streams, 64 events undelivered. Publications: batches of 100 over four"
        + " connections. Connects: streams are opened as fast as it can"
        + " be done, 128 under way at once; whenever there are 2,000 they vanish together.";
  }

  /// Runs something until it is told that it is over, and gives how often it did it.
  private interface Load {

    long run(AtomicBoolean over);
  }

  @Override
  public void measure(Round round) {
    var deployed = round.contender().deployed();
    if (deployed.isEmpty()) {
      round.omit("has no port for probes");
      return;
    }
    var failures = new ArrayList<String>();
    for (int i = 0; i < round.settings().runs(); i++) {
      measure(round, deployed.get(), i, failures);
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(String.join("; ", failures));
    }
  }

  private static void measure(Round round, Contender contender, int run, List<String> failures) {
    try (var server = contender.start()) {
      under(round, server, "cold, connects", "connects", over -> connect(round, server, over))
          .forEach(failures::add);
      round.warm(server);
      idle(round, server).forEach(failures::add);
      deliveries(round, server, run).forEach(failures::add);
      publications(round, contender, server, run).forEach(failures::add);
      under(round, server, "connects", "connects", over -> connect(round, server, over))
          .forEach(failures::add);
    }
  }

  private static List<String> idle(Round round, Server server) {
    var time = round.settings().time(TIME);
    warm(server, time);
    var before = new Usage.Start(server.processes());
    LockSupport.parkNanos(time.toNanos());
    var unasked = before.untilNow();
    var usage = new Usage.Start(server.processes());
    try (var prober = prober(server)) {
      LockSupport.parkNanos(time.toNanos());
      var used = usage.untilNow();
      var answers = prober.stop();
      var asked = answers.stream().mapToLong(it -> it.latencies().getTotalCount()).sum();
      var share = unasked.serverNanos() * (double) used.wallNanos() / unasked.wallNanos();
      var figures = figures(answers);
      figures.add(Figure.micros("CPU per probe", (used.serverNanos() - share) / asked));
      round.record("idle", figures, Faults.NONE, used);
      return failures("idle", answers);
    }
  }

  /// Has what answers a probe be compiled as far as it will be at such a pace.
  private static void warm(Server server, Duration time) {
    try (var _ = prober(server)) {
      LockSupport.parkNanos(time.toNanos());
    }
  }

  private static List<String> deliveries(Round round, Server server, int run) {
    var count = round.settings().streams(STREAMS);
    try (var streams = round.streams(server, Topics.one("bench/probes-" + run), Round.EVENT);
        var feed = new Feed(streams)) {
      streams.open(count, 0);
      return under(
          round,
          server,
          "deliveries",
          "deliveries",
          over -> {
            while (!over.get()) {
              feed.saturated(WINDOW, count, SLICE);
            }
            return feed.next() * count;
          });
    }
  }

  private static List<String> publications(
      Round round, Contender contender, Server server, int run) {
    var topics = Topics.kept("probes-%d/".formatted(run), PUBLISHERS);
    var format = contender.batches().orElseThrow();
    try (var publishing = PublishingRun.batches(server, format, topics, BATCH, Round.EVENT)) {
      return under(
          round,
          server,
          "publications",
          "events",
          over -> {
            long events = 0;
            while (!over.get()) {
              events += publishing.run(SLICE, Long.MAX_VALUE).events();
            }
            return events;
          });
    }
  }

  /// Whoever watches a flood of streams that come and go has seen no event.
  private static long connect(Round round, Server server, AtomicBoolean over) {
    var herd = Math.max(1, Math.min(HERD, round.settings().maxStreams() / 2));
    var step = Math.max(1, herd / 20);
    long opened = 0;
    while (!over.get()) {
      try (var streams = round.streams(server, Topics.one("bench/probes"), Round.EVENT)) {
        for (int i = 0; i < herd && !over.get(); i += step) {
          streams.open(step, 0);
          opened += step;
        }
      }
    }
    return opened;
  }

  /// Gives what failed.
  private static List<String> under(
      Round round, Server server, String variant, String what, Load load) {
    var over = new AtomicBoolean();
    var usage = new Usage.Start(server.processes());
    var running =
        CompletableFuture.supplyAsync(
            () -> load.run(over), task -> Thread.ofPlatform().name(what).start(task));
    try (var prober = prober(server)) {
      LockSupport.parkNanos(round.settings().time(TIME).toNanos());
      var answers = prober.stop();
      over.set(true);
      var done = running.join();
      var used = usage.untilNow();
      var figures = figures(answers);
      figures.add(Figure.perSecond(what, done, used.wallNanos()));
      round.record(variant, figures, Faults.NONE, used);
      return failures(variant, answers);
    } finally {
      over.set(true);
    }
  }

  private static Prober prober(Server server) {
    return new Prober(server.probed(), PROBES, PER_SECOND);
  }

  private static List<Figure> figures(List<Prober.Answers> answers) {
    var figures = new ArrayList<Figure>();
    for (var each : answers) {
      var latencies = each.latencies();
      var path = each.probe().path();
      figures.add(Figure.millis(path + " p50", latencies.getValueAtPercentile(MEDIAN)));
      figures.add(Figure.millis(path + " p99", latencies.getValueAtPercentile(NINETY_NINE)));
      figures.add(Figure.millis(path + " max", latencies.getMaxValue()));
    }
    return figures;
  }

  private static List<String> failures(String variant, List<Prober.Answers> answers) {
    return answers.stream()
        .filter(each -> each.failures() > 0)
        .map(
            each ->
                "%s: %s failed %d times of %d, first: %s"
                    .formatted(
                        variant,
                        each.probe(),
                        each.failures(),
                        each.latencies().getTotalCount(),
                        each.failure()))
        .toList();
  }
}
