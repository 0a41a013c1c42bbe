package dev.tidings.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.tls.Authority;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that come a byte at a time (a "slow loris").
@Timeout(60)
class SlowRequestIT {

  private static final Duration LIMIT = Duration.ofMillis(1500);

  private static final Hub HUB =
      new Hub.Launch()
          .with("tidings.limits.request-time", LIMIT.toString())
          .with("tidings.topics.public", "open/**")
          .with("tidings.stream.heartbeat", "PT0.5S")
          .start();

  @AfterAll
  static void stop() {
    HUB.close();
  }

  @Test
  void aHeadThatDoesNotComeToItsEndIsCutOff() throws IOException {
    try (var wire = Wire.to(HUB)) {
      wire.send("GET /health/live HTTP/1.1\r\nHost: hub\r\nX: ");

      assertCutOff(wire, "x");
    }
  }

  @Test
  void aBodyThatDoesNotComeToItsEndIsCutOff() throws IOException {
    try (var wire = Wire.to(HUB)) {
      wire.send(publication("Content-Length: 1000\r\n"));

      assertCutOff(wire, "x");
    }
  }

  @Test
  void aBodyThatWasAskedForIsCutOffAsWell() throws IOException {
    try (var wire = Wire.to(HUB)) {
      wire.send(publication("Content-Length: 1000\r\nExpect: 100-continue\r\n"));

      assertCutOff(wire, "x");
    }
  }

  @Test
  void aSecondRequestOnAConnectionHasTheSameTime() throws IOException {
    try (var wire = Wire.to(HUB)) {
      var token = HUB.tokens().everything();
      wire.publish("news", token, "one");
      sleep(LIMIT.plusMillis(500));
      assertThat(wire.publish("news", token, "two").status())
          .as("who only waits is not cut off")
          .isEqualTo(201);

      wire.send("GET /health/live HTTP/1.1\r\n");

      assertCutOff(wire, "x");
    }
  }

  @Test
  void streamsAndPollsMayLastForLonger() throws IOException {
    try (var stream = HUB.subscribe("open/slow");
        var polling = new RawHttp(HUB)) {
      polling.send(
          RawHttp.head("GET", "/stream?topic=open/slow&wait=20", "Accept: application/json\r\n"));
      sleep(LIMIT.plusMillis(500));
      HUB.publish("open/slow", "late");

      assertThat(stream.next().data()).isEqualTo("late");
      polling.readThrough("0\r\n\r\n");
      sleep(LIMIT.plusMillis(500));
      polling.send(RawHttp.head("GET", "/health/live", ""));
      assertThat(polling.answer().status()).as("the connection serves on").isEqualTo(200);
    }
  }

  @Test
  void whoConnectsAndSaysNothingIsCutOff() throws IOException {
    try (var wire = Wire.to(HUB)) {
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void overHttp2ARequestOrAFrameThatDoesNotComeToItsEndIsCutOffAsWell() throws IOException {
    var authority = new Authority();
    try (var secure =
        new Hub.Launch()
            .secured(authority)
            .with("tidings.limits.request-time", LIMIT.toString())
            .with("tidings.stream.heartbeat", "PT0.5S")
            .start()) {
      var token = secure.tokens().everything();
      try (var streaming = Http2Wire.taking(secure, authority);
          var body = Http2Wire.taking(secure, authority);
          var head = Http2Wire.taking(secure, authority);
          var frame = Http2Wire.taking(secure, authority)) {
        var stream = streaming.get("/stream?topic=a", token);
        for (int i = 0; i < 3; i++) {
          streaming.request("POST", "/topics/a", token, "whole".getBytes(UTF_8));
        }
        var slow = body.beginPublication("/topics/a", token);
        head.send(Http2Wire.HEADERS, 0, 1, new byte[] {0});
        frame.sendRaw(new byte[] {0, 0, 9});
        assertCutOff(
            body,
            () -> {
              body.send(Http2Wire.DATA, 0, slow, new byte[] {'x'});
              head.send(Http2Wire.PING, 0, 0, new byte[0]);
            });
        Eventually.is("cut off, head", head::isEnded);
        Eventually.is("cut off, frame", frame::isEnded);
        secure.publish("a", "still here");
        streaming.awaitData(stream, "still here");
      }
    }
  }

  private static void assertCutOff(Http2Wire wire, Sending trickle) {
    assertThatThrownBy(
            () -> {
              while (!wire.isEnded()) {
                trickle.send();
                sleep(Duration.ofMillis(100));
              }
              throw new IOException("ended");
            })
        .isInstanceOf(IOException.class);
  }

  private interface Sending {
    void send() throws IOException;
  }

  private static String publication(String headers) {
    return RawHttp.head(
        "POST",
        "/topics/news",
        RawHttp.bearer(HUB.tokens().everything()) + "Content-Type: text/plain\r\n" + headers);
  }

  private static void assertCutOff(Wire wire, String trickle) {
    var begun = System.nanoTime();
    assertThatThrownBy(
            () -> {
              while (true) {
                wire.send(trickle);
                sleep(Duration.ofMillis(100));
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT.multipliedBy(10));
  }

  private static void sleep(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
