package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients that leave in every way there is, from a hub whose heartbeat would tell it only much
/// later.
@TestInstance(Lifecycle.PER_CLASS)
class GoneClientIT {

  private static final int MANY = 500;

  /// The hub's own files come and go.
  private static final int FEW = 5;

  /// Less than a heartbeat, and more than a busy machine needs.
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  private interface Leaving {
    void by(Wire wire) throws IOException;
  }

  private Hub hub;

  @BeforeAll
  void start() {
    hub = new Hub.Launch().with("tidings.stream.heartbeat", "PT15S").start();
    hub.publish("warm", "up");
    hub.subscribe("warm").close();
  }

  @AfterAll
  void stop() {
    hub.close();
  }

  static Stream<Arguments> waysToLeave() {
    return Stream.of(
        Arguments.of("closes", (Leaving) Wire::close),
        Arguments.of("resets", (Leaving) Wire::reset),
        Arguments.of("closes its side only", (Leaving) Wire::halfClose));
  }

  @ParameterizedTest(name = "a client that {0}")
  @MethodSource("waysToLeave")
  void aClientThatLeavesAQuietTopicIsNoticedAtOnce(String way, Leaving leaving) throws IOException {
    var topic = "quiet/" + way.replace(' ', '-');
    try (var wire = open(topic)) {
      leaving.by(wire);

      Eventually.is("noticed", AT_ONCE, () -> departure(topic).contains("reason=gone"));
    }
  }

  @Test
  void manyThatVanishAtOnceLeaveNothingBehind() throws IOException {
    var before = openFiles();
    var wires = new ArrayList<Wire>();
    for (int i = 0; i < MANY; i++) {
      wires.add(open("crowd/" + i % 10));
    }
    assertThat(openFiles()).isGreaterThanOrEqualTo(before + MANY);

    for (var wire : wires) {
      wire.reset();
    }

    Eventually.is("freed", () -> openFiles() <= before + FEW);
    Eventually.is("logged", () -> departuresOfTheCrowd() == MANY);
  }

  @Test
  void aSecondRequestOnAStreamsConnectionNeitherDisturbsItNorKeepsItAlive() throws IOException {
    try (var quick = new Hub.Launch().with("tidings.stream.heartbeat", "PT0.2S").start()) {
      quick.subscribe("pipelined").close();
      var before = openFiles(quick);
      var wire = Wire.to(quick).askForStream("pipelined", quick.tokens().everything());
      wire.readUntil("\n\n\r\n");
      wire.send("GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n");
      quick.publish("pipelined", "still here");
      assertThat(wire.readUntil("still here")).doesNotContain("HTTP/1.1");

      wire.close();

      Eventually.is("freed", () -> quick.output().contains("reason=gone"));
      Eventually.is("freed", () -> openFiles(quick) <= before + FEW);
    }
  }

  static List<String> unfinished() {
    var head = "POST /topics/unfinished HTTP/1.1\r\nHost: hub\r\nContent-Type: text/plain\r\n";
    return List.of(
        "",
        "GET /stream?topic=unfini",
        "GET /stream?topic=unfinished HTTP/1.1\r\nHost: h",
        head + "Authorization: Bearer TOKEN\r\nContent-Length: 100\r\n\r\nhalf of it",
        head + "Authorization: Bearer TOKEN\r\nContent-Length: 100\r\n\r\n",
        head + "Authorization: Bearer TOKEN\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
        head + "Authorization: Bearer TOKEN\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
  }

  @ParameterizedTest
  @MethodSource("unfinished")
  void aClientThatLeavesInTheMiddleOfARequestHasSaidNothing(String request) throws IOException {
    var before = openFiles();
    var text = request.replace("TOKEN", hub.tokens().everything());
    for (int i = 0; i < 10; i++) {
      try (var wire = Wire.to(hub)) {
        wire.send(text);
      }
      try (var wire = Wire.to(hub)) {
        wire.send(text).halfClose();
        assertThat(wire.rest()).doesNotContain("201");
      }
    }

    Eventually.is("freed", () -> openFiles() <= before + FEW);
    hub.publish("unfinished", "whole");
    try (var stream = hub.stream("topic=unfinished&since=earliest")) {
      assertThat(stream.next().data()).isEqualTo("whole");
    }
    assertThat(hub.output()).doesNotContain("SEVERE", "WARNING");
  }

  private Wire open(String topic) throws IOException {
    var wire = Wire.to(hub).askForStream(topic, hub.tokens().subscriber("**"));
    wire.readUntil("\n\n\r\n");
    return wire;
  }

  private long departuresOfTheCrowd() {
    return hub.output()
        .lines()
        .filter(line -> line.contains("topics=[crowd/") && line.contains("reason=gone"))
        .count();
  }

  private String departure(String topic) {
    return hub.output()
        .lines()
        .filter(line -> line.contains("stream ended") && line.contains(topic))
        .findFirst()
        .orElse("");
  }

  private long openFiles() {
    return openFiles(hub);
  }

  private static long openFiles(Hub hub) {
    try (var files = Files.list(Path.of("/proc/" + hub.pid() + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
