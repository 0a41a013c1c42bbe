package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A disk that is full, and later has room again.
class DiskIT {

  private static final int FIRST = 100;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final Random random = new Random(1);

  static Stream<Arguments> disks() {
    return Stream.of(
        Arguments.of("on which no file can grow", new LimitedFiles(0)),
        Arguments.of("without a byte left", new SmallDisk(0)),
        Arguments.of("with room for a try, but not for the log's start", new SmallDisk(1_300_000)));
  }

  @ParameterizedTest(name = "a disk {0}", autoCloseArguments = false)
  @MethodSource("disks")
  void whileTheDiskIsFullPublishersAreRefusedAndReadersGoOn(String what, Disk disk)
      throws Exception {
    assumeTrue(disk.isPossible(), disk.needs());
    try (disk) {
      try (var hub = start(disk)) {
        publish(hub, FIRST);
        assertThat(refused).isEmpty();
        try (var open = hub.subscribe("disk")) {
          disk.fill(hub);
          publishUntilRefused(hub);

          assertThat(hub.get("/health/live").statusCode()).isEqualTo(OK);
          assertThatReadersGoOn(hub, open);
          var last = acknowledged.getLast();

          disk.empty(hub);
          Eventually.is("ready", () -> hub.get("/health/ready").statusCode() == OK);
          publish(hub, 5);
          readUntil(open, acknowledged.getLast());
          assertThat(acknowledged.getLast()).isNotEqualTo(last);
        }
        assertThatTheLogHoldsWhatWasAcknowledged(hub);
        hub.kill();
        try (var again = new Hub.Launch().inPlaceOf(hub).start()) {
          assertThatTheLogHoldsWhatWasAcknowledged(again);
        }
      }
    }
  }

  @Test
  void whatWasRefusedDoesNotComeBackWhenTheHubIsKilledWhileTheDiskIsFull() throws Exception {
    var disk = new LimitedFiles(5000);
    assumeTrue(disk.isPossible(), disk.needs());
    try (var hub = start(disk)) {
      publish(hub, 20);
      disk.fill(hub);
      publishUntilRefused(hub);
      hub.kill();

      try (var again = new Hub.Launch().inPlaceOf(hub).start()) {
        assertThatTheLogHoldsWhatWasAcknowledged(again);
        publish(again, 1);
        assertThatTheLogHoldsWhatWasAcknowledged(again);
      }
    }
  }

  private static Hub start(Disk disk) {
    return disk.launch().with("tidings.stream.heartbeat", "PT0.3S").start();
  }

  /// Until nothing at all is taken any more.
  private void publishUntilRefused(Hub hub) {
    Eventually.is(
        "full",
        () -> {
          publish(hub, 50);
          return !refused.isEmpty() && hub.get("/health/ready").statusCode() == UNAVAILABLE;
        });
  }

  private void publish(Hub hub, int count) {
    var token = hub.tokens().everything();
    try (var wire = Wire.to(hub)) {
      for (int i = 0; i < count; i++) {
        var name = "event " + (acknowledged.size() + refused.size()) + " ";
        var answer = wire.publish("disk", token, name + noise());
        if (answer.status() == UNAVAILABLE) {
          refused.add(name);
          assertThat(String.join("\n", answer.head()).toLowerCase(Locale.ROOT))
              .contains("retry-after: ", "content-type: application/problem+json");
        } else {
          assertThat(answer.status()).isEqualTo(201);
          acknowledged.add(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// So that it cannot be stored in less.
  private String noise() {
    var bytes = new byte[16_000];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String name(EventStream.Block event) {
    var data = String.valueOf(event.data());
    return data.substring(0, data.lastIndexOf(' ') + 1);
  }

  private void assertThatReadersGoOn(Hub hub, EventStream open) {
    for (int i = 0; i < 10; i++) {
      try (var replay = hub.stream("topic=disk&since=earliest")) {
        assertThat(name(replay.next())).isEqualTo(acknowledged.getFirst());
      }
      var block = open.nextBlock();
      assertThat(block).as("a heartbeat or an event").isNotEqualTo(EventStream.Block.END);
      assertThat(block.type()).isNull();
    }
  }

  private static void readUntil(EventStream stream, String last) {
    while (!name(stream.next()).equals(last)) {
      // nothing that was acknowledged is left out, as the log shows
    }
  }

  private void assertThatTheLogHoldsWhatWasAcknowledged(Hub hub) {
    var end = hub.publish("disk/end", "end");
    var kept = new ArrayList<String>();
    try (var stream = hub.stream("topic=disk&topic=disk/end&since=earliest")) {
      for (var event = stream.next(); !end.equals(event.id()); event = stream.next()) {
        if (!"end".equals(event.data())) {
          kept.add(name(event));
        }
      }
    }
    assertThat(kept).isEqualTo(acknowledged);
  }
}
