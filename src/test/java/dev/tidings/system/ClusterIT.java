package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Two hubs on one Redis are one hub. What does harm to Redis comes last.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

  private static @Nullable Nodes nodes;

  private final String topic = "cluster/" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    nodes = Nodes.start(2);
  }

  @AfterAll
  static void stop() {
    nodes().close();
  }

  private static Nodes nodes() {
    if (nodes == null) {
      throw new IllegalStateException("not started");
    }
    return nodes;
  }

  private static Hub a() {
    return nodes().hub(0);
  }

  private static Hub b() {
    return nodes().hub(1);
  }

  @Test
  @Order(1)
  void whatIsPublishedAnywhereArrivesEverywhereInOneOrder() {
    try (var onA = a().subscribe(topic);
        var onB = b().subscribe(topic)) {
      var ids =
          IntStream.range(0, 40)
              .mapToObj(i -> (i % 2 == 0 ? a() : b()).publish(topic, "" + i))
              .toList();

      var expected = IntStream.range(0, 40).mapToObj(Integer::toString).toList();
      assertThat(onA.next(40)).isEqualTo(expected);
      assertThat(onB.next(40)).isEqualTo(expected);
      assertThat(onA.lastId()).isEqualTo(onB.lastId()).isEqualTo(ids.getLast());
    }
  }

  @Test
  @Order(1)
  void aStreamIsResumedOnAnotherHubAtOnce() {
    for (int i = 0; i < 20; i++) {
      var before = a().publish(topic, "before " + i);
      var after = a().publish(topic, "after " + i);

      try (var resumed = b().resume(topic, before)) {
        assertThat(resumed.next(1)).containsExactly("after " + i);
      }
      try (var ahead = b().resume(topic, after)) {
        a().publish(topic, "last " + i);
        assertThat(ahead.next(1)).as("no gap").containsExactly("last " + i);
      }
    }
  }

  @Test
  @Order(1)
  void aPollAndAPageHaveAllThatWasAcknowledgedElsewhere() {
    var first = a().publish(topic, "first");
    for (int i = 0; i < 20; i++) {
      var id = a().publish(topic, "x" + i);

      var poll = b().poll("topic=" + Hub.encoded(topic) + "&lastEventId=" + first);
      assertThat(poll.body()).contains("\"" + id + "\"");
      var page =
          b().send(
                  HttpRequest.newBuilder(b().uri("/topics/" + topic))
                      .header("Authorization", "Bearer " + b().tokens().everything()));
      assertThat(page.body()).contains("\"" + id + "\"");
    }
  }

  @Test
  @Order(2)
  void whileRedisIsAwayStreamsStayOpenAndPublishersAreToldAtOnce() {
    try (var stream = b().subscribe(topic)) {
      var last = a().publish(topic, "before");
      assertThat(stream.next(1)).containsExactly("before");

      nodes().redis().stop();
      var slowest = Duration.ZERO;
      for (int i = 0; i < 5; i++) {
        var began = System.nanoTime();
        var answer = a().post("/topics/" + topic, "text/plain", "lost");
        slowest = longer(slowest, Duration.ofNanos(System.nanoTime() - began));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      }
      assertThat(slowest).isLessThan(Duration.ofMillis(1500));
      assertThat(a().get("/health/ready").statusCode()).as("within the grace").isEqualTo(200);
      assertThat(a().get("/health/live").statusCode()).isEqualTo(200);
      assertThat(stream.nextBlock().isEvent()).as("a heartbeat").isFalse();

      nodes().redis().start();
      Eventually.is(
          "published again",
          () -> a().post("/topics/" + topic, "text/plain", "after").statusCode() == 201);
      assertThat(stream.next(1)).containsExactly("after");
      assertThat(Cursor.parse(stream.lastId()).orElseThrow())
          .isGreaterThan(Cursor.parse(last).orElseThrow());
    }
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  @Test
  @Order(3)
  void aRedisThatComesBackEmptyIsAGapAndIdsGoOn() {
    try (var stream = b().subscribe(topic)) {
      var last = a().publish(topic, "before");
      assertThat(stream.next(1)).containsExactly("before");

      nodes().redis().stop();
      nodes().redis().loseEverything();
      nodes().redis().start();

      var gap = stream.next();
      assertThat(gap.type()).isEqualTo("tidings.gap");
      Eventually.is(
          "published again",
          () -> a().post("/topics/" + topic, "text/plain", "after").statusCode() == 201);
      assertThat(stream.next(1)).containsExactly("after");
      assertThat(Cursor.parse(stream.lastId()).orElseThrow())
          .isGreaterThan(Cursor.parse(last).orElseThrow());
    }
  }
}
