package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Place;
import dev.tidings.benchmark.load.PublishingRun;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.List;

/// How fast a client gets what it missed.
final class Replay implements Scenario {

  private static final long BEHIND = 100_000;
  private static final Topics TOPIC = Topics.kept("replay", 1);
  private static final int DEPTH = 16;
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
      long published;
      try (var publishing = PublishingRun.singles(server, TOPIC, DEPTH, Round.EVENT)) {
        published = publishing.run(MOST, round.settings().events(BEHIND)).events();
      }
      replay(round, server, place, published, false);
      for (int i = 0; i < round.settings().runs(); i++) {
        replay(round, server, place, published, true);
      }
    }
  }

  private void replay(Round round, Server server, String place, long events, boolean counts) {
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
