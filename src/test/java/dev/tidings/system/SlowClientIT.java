package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Clients that read slowly, or not at all, while others read the same topic.
class SlowClientIT {

  private static final int EVENT_SIZE = 16 << 10;
  private static final int MEGABYTES_PUBLISHED = 208;
  private static final int PUBLISHERS = 4;
  private static final int RECEIVE_BUFFER = 4 << 10;

  /// In sixteenths of a second, so that it reads all the time.
  private static final int BYTES_READ_AT_ONCE = 1 << 10;

  private static final Duration BETWEEN_READS = Duration.ofMillis(62);

  @Test
  void aClientThatReadsNothingIsClosedAndNobodyElseNotices() throws Exception {
    try (var hub =
        new Hub.Launch().jvm("-Xmx96m").with("tidings.stream.write-timeout", "PT2S").start()) {
      var token = hub.tokens().everything();
      var count = MEGABYTES_PUBLISHED * (1 << 20) / EVENT_SIZE / PUBLISHERS;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor();
          var stuck = Wire.takingIn(RECEIVE_BUFFER, hub);
          var reading = hub.subscribe("load/*")) {
        stuck.askForStream("load/*", token);
        stuck.head();
        var read = CompletableFuture.supplyAsync(() -> read(reading, PUBLISHERS * count), threads);

        var publishers =
            IntStream.range(0, PUBLISHERS)
                .mapToObj(
                    name ->
                        CompletableFuture.runAsync(() -> publish(hub, name, token, count), threads))
                .toList();

        publishers.forEach(CompletableFuture::join);
        assertThat(read.join()).as("without a hole, in order").isTrue();
        Eventually.is("closed", () -> hub.output().contains("reason=slow"));
      }
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(hub.output()).doesNotContain("OutOfMemory", "SEVERE", "WARNING");
    }
  }

  private static void publish(Hub hub, int name, String token, int count) {
    try (var wire = Wire.to(hub)) {
      var padding = " ".repeat(EVENT_SIZE - 16);
      for (int number = 0; number < count; number++) {
        var answer = wire.publish("load/" + name, token, name + " " + number + padding);
        assertThat(answer.status()).isEqualTo(201);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether each publisher's numbers came one by one, without a gap.
  private static boolean read(EventStream stream, int count) {
    var next = new int[PUBLISHERS];
    for (int i = 0; i < count; i++) {
      var data = String.valueOf(stream.next().data()).strip();
      var name = data.charAt(0) - '0';
      assertThat(data).isEqualTo(name + " " + next[name]++);
    }
    return true;
  }

  @Test
  void aClientThatReadsALittleNowAndThenIsCaughtUpAndNotClosed() throws Exception {
    try (var hub = new Hub.Launch().with("tidings.stream.write-timeout", "PT5S").start();
        var slow = Wire.takingIn(RECEIVE_BUFFER, hub)) {
      var token = hub.tokens().everything();
      slow.askForStream("load/*", token);
      slow.head();
      var count = 300;
      // Meanwhile, for on a busy machine it may take longer than a client may take nothing.
      var published = CompletableFuture.runAsync(() -> publish(hub, 0, token, count));

      readSlowly(slow, Duration.ofSeconds(10));
      while (!published.isDone()) {
        readSlowly(slow, BETWEEN_READS);
      }
      published.join();

      assertThat(hub.output()).doesNotContain("stream ended");
      hub.publish("load/0", "the end");
      var rest = slow.readUntil("the end");
      assertThat(rest).contains("0 " + (count - 1) + " ");
      assertThat(hub.output()).doesNotContain("stream ended");
    }
  }

  private static void readSlowly(Wire wire, Duration time) throws Exception {
    var end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      assertThat(wire.read(BYTES_READ_AT_ONCE)).isNotEmpty();
      Thread.sleep(BETWEEN_READS);
    }
  }
}
