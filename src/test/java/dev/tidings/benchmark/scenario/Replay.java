package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Place;
import dev.tidings.benchmark.load.PublishingRun;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// How fast a client gets what it missed.
final class Replay implements Scenario {

  private static final long BEHIND = 100_000;
  private static final Topics TOPIC = Topics.kept("replay", 1);
  private static final int DEPTH = 16;

  /// The peer cannot tell apart more than 32,767 events of a topic within one second.
  private static final long SLICE = 25_000;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String title() {
    return "Replay to one client";
  }

  @Override
  public String method() {
    return "100,000 events of 128 bytes are published; then a client comes back with the id of the"
        + " one before them. From its connect to the last event; the first such run is not"
        + " counted.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      var place = Place.afterOne(server, TOPIC.name(0), Round.EVENT);
      var published = publish(server, round.settings().events(BEHIND));
      replay(round, server, place, published, false);
      for (int i = 0; i < round.settings().runs(); i++) {
        replay(round, server, place, published, true);
      }
    }
  }

  private static long publish(Server server, long events) {
    long published = 0;
    try (var publishing = PublishingRun.singles(server, TOPIC, DEPTH, Round.EVENT)) {
      while (published < events) {
        published += publishing.run(MOST, Math.min(SLICE, events - published)).events();
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    return published;
  }

  private static void replay(
      Round round, Server server, String place, long events, boolean counts) {
    try (var streams = round.streams(server, TOPIC, Round.EVENT)) {
      var usage = new Usage.Start(server.processes());
      var start = System.nanoTime();
      streams.resume(1, 0, place);
      streams.awaitArrived(events, Round.PATIENCE);
      var used = usage.untilNow();
      var nanos = streams.lastArrival() - start;
      if (counts) {
        round.record(
            "%,d events behind".formatted(round.settings().events(BEHIND)),
            List.of(
                Figure.perSecond("events", events, nanos),
                Figure.micros("CPU per event", used.serverNanos() / (double) events)),
            streams.faults(events),
            used);
      }
    }
  }
}
