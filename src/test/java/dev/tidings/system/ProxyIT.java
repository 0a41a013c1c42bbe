package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Streams through real proxies, with the configurations of the documentation.
class ProxyIT {

  @ParameterizedTest
  @EnumSource(Proxy.Kind.class)
  void eventsAndHeartbeatsComeThroughAsTheyAreWritten(Proxy.Kind kind, @TempDir Path directory)
      throws IOException {
    assumeTrue(kind.isInstalled(), () -> kind + " is not installed");
    var hub = Hub.shared();
    var topic = "proxies/live/" + kind;
    try (var proxy = Proxy.before(hub, kind, directory);
        var stream = stream(proxy, topic, Map.of())) {
      assertThat(stream.nextBlock().retry()).isEqualTo("300");
      Eventually.is("a heartbeat", () -> !stream.nextBlock().comments().isEmpty());

      hub.publish(topic, "first");
      assertThat(stream.next().data()).isEqualTo("first");
      hub.publish(topic, "second");
      assertThat(stream.next().data()).isEqualTo("second");
    }
  }

  @ParameterizedTest
  @EnumSource(Proxy.Kind.class)
  void aStreamIsResumedAndLargePublicationsArrive(Proxy.Kind kind, @TempDir Path directory)
      throws IOException {
    assumeTrue(kind.isInstalled(), () -> kind + " is not installed");
    var hub = Hub.shared();
    var topic = "proxies/resumed/" + kind;
    var seen = hub.publish(topic, "seen");
    var large = "x".repeat(60_000);
    try (var proxy = Proxy.before(hub, kind, directory)) {
      var published =
          hub.send(
              HttpRequest.newBuilder(proxy.uri("/topics/" + topic))
                  .header("Authorization", "Bearer " + hub.tokens().everything())
                  .header("Content-Type", "text/plain")
                  .POST(HttpRequest.BodyPublishers.ofString(large)));
      assertThat(published.statusCode()).isEqualTo(201);

      try (var stream = stream(proxy, topic, Map.of("Last-Event-ID", seen))) {
        assertThat(stream.next().data()).isEqualTo(large);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Proxy.Kind.class)
  void aHubThatStopsSendsItsClientsAwayThroughIt(Proxy.Kind kind, @TempDir Path directory)
      throws IOException {
    assumeTrue(kind.isInstalled(), () -> kind + " is not installed");
    try (var hub = new Hub.Launch().with("tidings.drain.window", "PT0S").start();
        var proxy = Proxy.before(hub, kind, directory);
        var stream =
            EventStream.open(proxy.uri("/stream?topic=a"), hub.tokens().everything(), Map.of())) {
      stream.nextBlock();

      hub.terminate();

      var bye = stream.rest().getLast();
      assertThat(bye.type()).isEqualTo("tidings.bye");
      assertThat(bye.data()).isEqualTo("{\"reason\":\"drain\"}");
    }
  }

  private static EventStream stream(Proxy proxy, String topic, Map<String, String> headers) {
    return EventStream.open(
        proxy.uri("/stream?topic=" + Hub.encoded(topic)),
        Hub.shared().tokens().everything(),
        headers);
  }
}
