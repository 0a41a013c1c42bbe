package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tls.Authority;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Streams that may last for a second only, while events flow.
class RotationIT {

  private static final String ROTATED = "{\"reason\":\"rotated\"}";

  private static final Hub HUB =
      new Hub.Launch()
          .secured(new Authority())
          .with("tidings.stream.rotation", "PT1S")
          .with("tidings.stream.retry", "PT0.01S")
          .with("tidings.drain.window", "PT0S")
          .start();

  @AfterAll
  static void stop() {
    HUB.close();
  }

  @Test
  void whoIsSentAwayAgainAndAgainGetsEachEventOnce() throws Exception {
    var enough = new AtomicBoolean();
    var start = HUB.publish("rotated", "first");
    var publishing = new FutureTask<>(() -> publishUntil(enough));
    Thread.ofVirtual().start(publishing);

    var ends = new ArrayList<String>();
    var received = new ArrayList<String>();
    for (var after = start; !received.contains("last"); enough.set(ends.size() >= 2)) {
      try (var stream = HUB.resume("rotated", after)) {
        for (var block : stream.rest()) {
          if (block.isEvent()) {
            (block.id() == null ? ends : received).add(String.valueOf(block.data()));
          }
        }
        after = stream.lastId();
      }
    }

    var published = IntStream.range(0, publishing.get()).mapToObj(i -> "e" + i).toList();
    assertThat(received.subList(0, received.size() - 1)).isEqualTo(published);
    assertThat(ends).containsOnly(ROTATED);
    assertThat(HUB.get("/metrics").body())
        .containsPattern("tidings_streams_closed_total\\{[^}]*reason=\"rotated\"[^}]*} [1-9]");
  }

  @Test
  void streamsOfHttp2AreRotatedAndTheirConnectionStays() {
    var http = HUB.client(HttpClient.Version.HTTP_2);
    var streams = List.of(open(http), open(http), open(http));

    for (var stream : streams) {
      assertThat(stream.rest().getLast().data()).isEqualTo(ROTATED);
    }
    try (var again = open(http)) {
      assertThat(again.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  private static EventStream open(HttpClient http) {
    return EventStream.open(
        http, HUB.uri("/stream?topic=quiet"), HUB.tokens().everything(), Map.of());
  }

  /// @return how many before the last
  private static int publishUntil(AtomicBoolean enough) {
    var count = 0;
    while (!enough.get()) {
      HUB.publish("rotated", "e" + count++);
    }
    HUB.publish("rotated", "last");
    return count;
  }
}
