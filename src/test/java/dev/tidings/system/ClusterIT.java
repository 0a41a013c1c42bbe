package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Protocol.Command;

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
  @Order(1)
  void operatorsSeeAndEndTheStreamsOfAllNodes() {
    var subject = "subject " + UUID.randomUUID();
    var token = a().tokens().of(subject, List.of(), List.of("**"));
    var operator = Operator.of(a());
    try (var onA = EventStream.open(a().uri("/stream?topic=" + topic), token, Map.of());
        var onB = EventStream.open(b().uri("/stream?topic=" + topic), token, Map.of())) {
      onA.nextBlock();
      onB.nextBlock();
      a().publish(topic, "x");
      onA.next(1);
      onB.next(1);

      assertThat(operator.connection(id(onA)).getString("node")).isEqualTo("node-0");
      assertThat(operator.connection(id(onB)).getString("node")).isEqualTo("node-1");
      assertThat(operator.get("/topics?limit=1000").body())
          .contains("\"topic\":\"" + topic + "\",\"subscribers\":2,\"events\":1");

      assertThat(operator.revoke("/connections?subject=" + Hub.encoded(subject))).isEqualTo(2);
      assertThat(onB.rest().getLast().data()).contains("revoked");
      assertThat(b().send(renewal(b(), "none", token)).statusCode()).isEqualTo(401);
    }
  }

  @Test
  @Order(1)
  void oneStreamElsewhereIsRenewedAndEnded() {
    var subject = "subject " + UUID.randomUUID();
    var first = a().tokens().of(subject, List.of(), List.of("**"));
    try (var onB = EventStream.open(b().uri("/stream?topic=" + topic), first, Map.of())) {
      onB.nextBlock();

      assertThat(a().send(renewal(a(), id(onB), first)).statusCode()).isEqualTo(200);
      var other = a().tokens().of("somebody else", List.of(), List.of("**"));
      assertThat(a().send(renewal(a(), id(onB), other)).statusCode()).isEqualTo(403);
      assertThat(a().send(renewal(a(), "unknown", first)).statusCode()).isEqualTo(404);

      assertThat(Operator.of(a()).revoke("/connections/" + id(onB))).isEqualTo(1);
      assertThat(onB.rest().getLast().data()).contains("revoked");
    }
  }

  private static HttpRequest.Builder renewal(Hub hub, String id, String token) {
    return HttpRequest.newBuilder(hub.uri("/connections/" + id + "/token"))
        .header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.noBody());
  }

  private static String id(EventStream stream) {
    return stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
  }

  @Test
  @Order(1)
  void whatIsHandedInByRedisIsAnEventLikeAnyOther() {
    try (var stream = b().subscribe(topic)) {
      hand("topic", topic, "data", "plain", "event", "greeting");
      hand("topic", "not//a topic", "data", "x");
      hand("data", "no topic");
      hand("topic", topic, "type", "application/json", "data", "{no json");
      hand("topic", topic, "key", "k", "data", "once");
      hand("topic", topic, "key", "k", "data", "once");
      hand("topic", topic, "type", "application/json", "data", "{\"a\":1}");

      var first = stream.next();
      assertThat(first.type()).isEqualTo("greeting");
      assertThat(first.data()).isEqualTo("plain");
      assertThat(stream.next(2)).containsExactly("once", "{\"a\":1}");
    }
    Eventually.is(
        "the inbox is empty",
        () -> nodes().redis().call(Command.XLEN, "tidings:{tidings:}inbox").equals(0L));
  }

  private static void hand(String... fields) {
    var arguments = new ArrayList<>(List.of("tidings:{tidings:}inbox", "*"));
    arguments.addAll(List.of(fields));
    nodes().redis().call(Command.XADD, arguments.toArray(String[]::new));
  }

  @Test
  @Order(1)
  void aNodeThatWasSuspendedIsOutOfThePictureAndGoesOnWhenItComesBack() {
    try (var stream = b().subscribe(topic)) {
      stream.nextBlock();
      b().suspend();
      a().publish(topic, "meanwhile");
      Eventually.is(
          "its connections are gone",
          Duration.ofSeconds(6),
          () -> !Operator.of(a()).get("/connections?limit=1000").body().contains(id(stream)));
      b().resume();

      a().publish(topic, "after");
      assertThat(stream.next(2)).containsExactly("meanwhile", "after");
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
