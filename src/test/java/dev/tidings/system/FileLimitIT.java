package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A hub that may open few files, and more clients than that. (At the limit the server's listener
/// would end for good, so the hub stays below.)
class FileLimitIT {

  private static final int FILES = 700;

  private final List<Wire> wires = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // before each test
  private Hub hub;

  @BeforeEach
  void start() {
    hub =
        new Hub.Launch()
            .under("sh", "-c", "ulimit -n " + FILES + "; exec \"$@\"", "sh")
            .with("tidings.stream.retry", "PT0.3S")
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    release();
    hub.close();
  }

  @Test
  void streamsOverTheLimitAreTurnedAwayAndPublishersAndProbesStillGetIn() throws IOException {
    var token = hub.tokens().everything();
    var answer = "";
    while (!answer.contains("tidings.bye")) {
      assertThat(wires).as("streams").hasSizeLessThan(FILES);
      var wire = Wire.to(hub).askForStream("news", token);
      wires.add(wire);
      assertThat(wire.head().getFirst()).contains(" 200 ");
      answer = wire.readUntil("\n\n");
    }
    assertThat(answer).contains("\"reason\":\"busy\"").containsPattern("retry: \\d+");
    assertThat(wires).hasSizeGreaterThan(200);

    assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
    hub.publish("news", "everybody");
    for (var wire : wires.subList(0, wires.size() - 1)) {
      wire.readUntil("everybody");
    }

    release();
    assertThatTheHubServes();
  }

  @Test
  void connectionsThatSayNothingTakeAllPlacesOnlyForAsLongAsTheyStay() throws IOException {
    for (int i = 0; i < FILES + 100; i++) {
      wires.add(Wire.to(hub));
    }
    // Nobody gets in now, but those who wait are served when the others have gone.
    try (var waiting = Wire.to(hub)) {
      waiting.send("GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n");

      release();

      assertThat(waiting.answer().status()).isEqualTo(200);
    }
    assertThatTheHubServes();
  }

  private void release() throws IOException {
    for (var wire : wires) {
      wire.close();
    }
    wires.clear();
  }

  private void assertThatTheHubServes() {
    Eventually.is("ready", () -> hub.get("/health/ready").statusCode() == 200);
    try (var stream = hub.subscribe("news/again")) {
      hub.publish("news/again", "served");
      assertThat(stream.next().data()).isEqualTo("served");
    }
    assertThat(hub.output()).doesNotContain("SEVERE", "WARNING", "terminating");
  }
}
