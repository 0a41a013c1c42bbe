package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that wait for answers, and a hub that has only so many places, or stops.
@Timeout(120)
class PollersIT {

  private static final int MANY = 300;
  private static final int FEW = 5;

  private interface Leaving {
    void by(Wire wire) throws IOException;
  }

  private static final List<Leaving> WAYS_TO_LEAVE =
      List.of(Wire::close, Wire::reset, Wire::halfClose);

  private static Wire waiting(Hub hub, String topic) throws IOException {
    var wire = Wire.to(hub);
    wire.send(
        RawHttp.head(
            "GET",
            "/stream?wait=50&topic=" + topic,
            "Accept: application/json\r\n" + RawHttp.bearer(hub.tokens().everything())));
    wire.readUntil("{\"events\":[");
    return wire;
  }

  /// As many as there are places come, and as many again when these have gone.
  @Test
  void pollersThatVanishLeaveNothingBehind() throws IOException {
    try (var hub = new Hub.Launch().with("tidings.limits.streams", String.valueOf(MANY)).start()) {
      hub.poll("topic=warm&wait=0");
      var before = openFiles(hub);
      for (var way : WAYS_TO_LEAVE) {
        var gone = departures(hub);
        var wires = new ArrayList<Wire>();
        for (int i = 0; i < MANY; i++) {
          wires.add(waiting(hub, "crowd/" + i % 10));
        }
        assertThat(hub.poll("topic=crowd/0&wait=0").statusCode()).isEqualTo(503);

        for (var wire : wires) {
          way.by(wire);
        }

        Eventually.is("freed", () -> openFiles(hub) <= before + FEW);
        Eventually.is("logged", () -> departures(hub) == gone + MANY);
        for (var wire : wires) {
          wire.close();
        }
      }
      assertThat(hub.output()).doesNotContain("SEVERE", "WARNING");
    }
  }

  private static long departures(Hub hub) {
    return hub.output()
        .lines()
        .filter(line -> line.contains("topics=[crowd/") && line.contains("reason=gone"))
        .count();
  }

  private static long openFiles(Hub hub) {
    try (var files = Files.list(Path.of("/proc/" + hub.pid() + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whereNoPlaceIsFreeEverybodyIsToldInHisWay() throws IOException {
    try (var hub =
        new Hub.Launch()
            .with("tidings.limits.streams", "1")
            .with("tidings.topics.public", "open")
            .start()) {
      var taken = waiting(hub, "taken");

      for (var accept : List.of("application/json", "application/x-ndjson")) {
        var refused =
            RawHttp.exchange(hub, "GET", "/stream?topic=open", "Accept: " + accept + "\r\n");
        assertProblem(refused, 503, "/stream");
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 10);
      }
      try (var stream = hub.stream("topic=open")) {
        assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"busy\"}");
      }

      hub.publish("taken", "at last");
      assertThat(taken.readUntil("\r\n0\r\n\r\n")).contains("at last");
      assertThat(hub.poll("topic=open&wait=0").statusCode()).isEqualTo(200);
      taken.close();
    }
  }

  @Test
  void aPollerThatComesBackAtOnceFindsItsPlaceFree() throws Exception {
    try (var hub = new Hub.Launch().with("tidings.limits.streams", "1").start()) {
      var cursor = lastEventId(hub.poll("topic=busy&wait=0"));
      for (int i = 0; i < 30; i++) {
        var from = cursor;
        var poll = new FutureTask<>(() -> hub.poll("topic=busy&wait=20&lastEventId=" + from));
        Thread.ofVirtual().start(poll);
        hub.publish("busy", "event " + i);
        assertThat(poll.get().statusCode()).isEqualTo(200);
        assertThat(poll.get().body()).contains("\"event " + i + "\"");
        cursor = lastEventId(poll.get());
      }
    }
  }

  private static String lastEventId(HttpResponse<String> answer) {
    return json(answer.body()).getString("lastEventId");
  }

  @Test
  void aHubThatStopsAnswersItsPollersAtOnce() throws IOException {
    try (var hub = new Hub.Launch().with("tidings.drain.window", "PT8S").start()) {
      var wires = new ArrayList<Wire>();
      for (int i = 0; i < 20; i++) {
        wires.add(waiting(hub, "news"));
      }
      var stream = hub.subscribe("news");
      var lines = LineStream.open(hub, "topic=news");
      lines.nextLine();
      var began = System.nanoTime();

      hub.terminate();

      for (var wire : wires) {
        assertThat(wire.readUntil("\r\n0\r\n\r\n")).contains("],\"lastEventId\":\"");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
      assertThat(hub.poll("topic=news").statusCode()).isEqualTo(503);
      assertThat(lines.rest().getLast()).isEqualTo(json("{\"bye\":{\"reason\":\"drain\"}}"));
      assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"drain\"}");
      for (var wire : wires) {
        wire.close();
      }
      assertThat(hub.awaitEnd()).isIn(0, 143);
      assertThat(hub.output()).doesNotContain("SEVERE", "WARNING", "Exception");
    }
  }
}
