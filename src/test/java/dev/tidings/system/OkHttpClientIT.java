package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StartedEvent;
import com.launchdarkly.eventsource.StreamEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A client that others wrote, as a judge of the stream.
class OkHttpClientIT {

  private static final int BEFORE = 200;
  private static final int IN_ALL = 400;

  private final List<String> received = new CopyOnWriteArrayList<>();

  @Test
  void aForeignClientResumesOverARestartWithNothingLostOrDoubled() throws Exception {
    var port = String.valueOf(freePort());
    var hub =
        new Hub.Launch().with("server.port", port).with("tidings.stream.retry", "PT0.2S").start();
    try (var client = client(hub)) {
      Thread.ofVirtual().start(() -> read(client));
      Eventually.is("connected", () -> received.contains("started"));
      publish(hub, 0, BEFORE);
      Eventually.is("half-way", () -> received.size() > BEFORE / 2);
      hub.kill();
      hub =
          new Hub.Launch()
              .inPlaceOf(hub)
              .with("server.port", port)
              .with("tidings.stream.retry", "PT0.2S")
              .start();
      publish(hub, BEFORE, IN_ALL);

      Eventually.is("all", () -> received.size() > IN_ALL);
      var expected = new ArrayList<String>(List.of("started"));
      IntStream.range(0, IN_ALL).forEach(i -> expected.add("price " + i + "\nsecond line"));
      assertThat(received).isEqualTo(expected);
    } finally {
      hub.close();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static EventSource client(Hub hub) {
    return new EventSource.Builder(
            ConnectStrategy.http(hub.uri("/stream?topic=prices"))
                .header("Authorization", "Bearer " + hub.tokens().everything())
                .readTimeout(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS))
        .errorStrategy(ErrorStrategy.alwaysContinue())
        .build();
  }

  private void read(EventSource client) {
    for (StreamEvent event : client.anyEvents()) {
      if (event instanceof MessageEvent message) {
        received.add(message.getEventName() + " " + message.getData());
      } else if (event instanceof StartedEvent && received.isEmpty()) {
        received.add("started");
      }
    }
  }

  private static void publish(Hub hub, int from, int to) throws IOException {
    var token = hub.tokens().everything();
    try (var wire = Wire.to(hub)) {
      for (int i = from; i < to; i++) {
        assertThat(wire.publish("prices?event=price", token, i + "\nsecond line").status())
            .isEqualTo(201);
      }
    }
  }
}
