package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// SIGTERM to a hub at work.
class ShutdownIT {

  private static final int STREAMS = 6;
  private static final String IN_FLIGHT = "in flight";

  @Test
  void aHubThatIsStoppedSendsEverybodyAwayAndNobodyLosesAnything() throws Exception {
    try (var hub = new Hub.Launch().with("tidings.drain.window", "PT4S").start()) {
      var token = hub.tokens().everything();
      var streams = IntStream.range(0, STREAMS).mapToObj(_ -> hub.subscribe("news")).toList();
      hub.publish("news", "before");
      var stuck = stuckClient(hub, token);
      var publisher = Wire.to(hub);
      publisher.send(Wire.publication("news", token, IN_FLIGHT.length()) + "in ");
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);

      hub.terminate();

      Eventually.is("not ready", () -> hub.get("/health/ready").statusCode() == 503);
      assertThat(hub.get("/health/live").statusCode()).isEqualTo(200);
      assertThatANewStreamIsTurnedAway(hub, token);
      assertThat(publisher.send("flight").answer().status()).isEqualTo(201);
      var received = new ArrayList<List<String>>();
      var retries = new HashSet<String>();
      for (var stream : streams) {
        var blocks = stream.rest();
        var bye = blocks.getLast();
        assertThat(bye.type()).isEqualTo("tidings.bye");
        assertThat(bye.data()).isEqualTo("{\"reason\":\"drain\"}");
        retries.add(String.valueOf(bye.retry()));
        received.add(data(blocks.subList(0, blocks.size() - 1)));
      }
      assertThat(retries).hasSizeGreaterThan(1);
      assertThat(hub.awaitEnd()).isIn(0, 143);
      assertThat(hub.output()).contains("drained").doesNotContain("SEVERE", "WARNING", "Exception");
      stuck.close();
      publisher.close();

      try (var again = new Hub.Launch().inPlaceOf(hub).start()) {
        again.publish("news", "after");
        for (int i = 0; i < STREAMS; i++) {
          try (var resumed = again.resume("news", streams.get(i).lastId())) {
            var all = received.get(i);
            while (!all.contains("after")) {
              all.add(String.valueOf(resumed.next().data()));
            }
            assertThat(all).containsExactly("before", IN_FLIGHT, "after");
          }
        }
      }
    }
  }

  @Test
  void aHubWhosePortIsTakenEndsAndSaysSo() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var hub =
            new Hub.Launch().with("server.port", String.valueOf(taken.getLocalPort())).launch()) {
      assertThat(hub.awaitEnd()).isEqualTo(1);
      assertThat(hub.output()).contains("not started: server.host and server.port");
      assertThat(hub.output()).doesNotContain("port=-1");
    }
  }

  /// More is on its way to it than the kernel takes in.
  private static Wire stuckClient(Hub hub, String token) throws IOException {
    var stuck = Wire.takingIn(4096, hub).askForStream("much", token);
    stuck.head();
    try (var wire = Wire.to(hub)) {
      for (int i = 0; i < 40; i++) {
        assertThat(wire.publish("much", token, "x".repeat(60_000)).status()).isEqualTo(201);
      }
    }
    return stuck;
  }

  private static void assertThatANewStreamIsTurnedAway(Hub hub, String token) throws IOException {
    try (var wire = Wire.to(hub).askForStream("news", token)) {
      assertThat(wire.head().getFirst()).contains(" 200 ");
      assertThat(wire.readUntil("\r\n0\r\n"))
          .contains("event: tidings.bye", "{\"reason\":\"drain\"}")
          .containsPattern("retry: \\d+");
    }
  }

  private static List<String> data(List<EventStream.Block> blocks) {
    var data = new ArrayList<String>();
    for (var block : blocks) {
      if (block.isEvent()) {
        data.add(String.valueOf(block.data()));
      }
    }
    return data;
  }
}
