package dev.tidings.benchmark.scenario;

import dev.tidings.benchmark.load.Faults;
import dev.tidings.benchmark.load.Place;
import dev.tidings.benchmark.load.PublishingRun;
import dev.tidings.benchmark.load.Topics;
import dev.tidings.benchmark.report.Figure;
import dev.tidings.benchmark.server.BatchFormat;
import dev.tidings.benchmark.server.Server;
import dev.tidings.benchmark.server.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// How many events are acknowledged in a second.
final class Publishing implements Scenario {

  /// A way to hand events in.
  ///
  /// @param connections each with a topic of its own
  /// @param depth requests of a connection on their way at once
  /// @param batch events of a request; 1 for a request of its own kind
  private record Way(String variant, int connections, int depth, int batch) {

    long most() {
      return batch > 1 ? MOST_BATCHED : Math.min(MOST_SINGLE, connections * MOST_OF_A_TOPIC);
    }
  }

  private static final List<Way> WAYS =
      List.of(
          new Way("1 connection", 1, 1, 1),
          new Way("64 connections", 64, 1, 1),
          new Way("1 connection, 64 pipelined", 1, 64, 1),
          new Way("batches of 100, 1 connection", 1, 1, 100),
          new Way("batches of 100, 4 connections", 4, 1, 100));

  private static final Way WARMING = WAYS.get(1);
  private static final Duration TIME = Duration.ofSeconds(3);

  /// The peer cannot tell apart more than 32,767 events of a topic within one second.
  private static final long MOST_OF_A_TOPIC = 30_000;

  /// What a server keeps for who comes back, which is how the events are checked.
  private static final long MOST_SINGLE = 60_000;

  private static final long MOST_BATCHED = 300_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public String title() {
    return "Publishing, acknowledged";
  }

  @Override
  public String method() {
    return "Events of 128 bytes without a subscriber, as fast as they are acknowledged: by the hub"
        + " when they are in its log and safe from the end of the process, by the peer when"
        + " they are in its memory. Afterwards each topic is read from the start, and every"
        + " acknowledged event must be there once and in order.";
  }

  @Override
  public void measure(Round round) {
    try (var server = round.contender().start()) {
      round.warm(server);
      run(round, server, WARMING, "warm", false);
      var offersBatches = offersBatches(round, server);
      for (var way : WAYS) {
        if (way.batch() == 1 || offersBatches) {
          for (int i = 0; i < round.settings().runs(); i++) {
            run(round, server, way, WAYS.indexOf(way) + "-" + i, true);
          }
        }
      }
      if (!offersBatches) {
        round.omit("batches: not offered");
      }
    }
  }

  private static boolean offersBatches(Round round, Server server) {
    return round
        .contender()
        .batches()
        .filter(format -> PublishingRun.isOffered(server, format, "bench/probe", Round.EVENT))
        .isPresent();
  }

  private void run(Round round, Server server, Way way, String id, boolean counts) {
    var topics = Topics.kept("publish-" + id + "/", way.connections());
    var places = new ArrayList<String>();
    for (int i = 0; i < topics.count(); i++) {
      places.add(Place.afterOne(server, topics.name(i), Round.EVENT));
    }
    try (var publishing = publishing(round, server, way, topics)) {
      var usage = new Usage.Start(server.processes());
      var most = round.settings().events(way.most());
      var acknowledged = publishing.run(round.settings().time(TIME), most);
      var used = usage.untilNow();
      if (counts) {
        round.record(
            way.variant(),
            List.of(
                Figure.perSecond("events", acknowledged.events(), acknowledged.nanos()),
                Figure.micros(
                    "CPU per event", used.serverNanos() / (double) acknowledged.events())),
            check(round, server, topics, places, publishing),
            used);
      }
    }
  }

  private static PublishingRun publishing(Round round, Server server, Way way, Topics topics) {
    if (way.batch() == 1) {
      return PublishingRun.singles(server, topics, way.depth(), Round.EVENT);
    }
    BatchFormat format = round.contender().batches().orElseThrow();
    return PublishingRun.batches(server, format, topics, way.batch(), Round.EVENT);
  }

  private static Faults check(
      Round round, Server server, Topics topics, List<String> places, PublishingRun published) {
    try (var streams = round.streams(server, topics, Round.EVENT)) {
      places.forEach(place -> streams.resume(1, 0, place));
      var events =
          LongStream.range(0, topics.count())
              .map(topic -> published.next((int) topic) / topics.count())
              .sum();
      streams.awaitArrived(events, PATIENCE);
      return streams.faults(published::next);
    }
  }
}
