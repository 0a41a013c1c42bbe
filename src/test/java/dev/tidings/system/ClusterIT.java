package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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

  @Test
  @Order(1)
  void whatBecameOfAnEventOnAnotherNodesStreamIsKnown() {
    var before = a().publish(topic, "before");
    try (var onB = b().subscribe(topic)) {
      var event = a().publish(topic, "x");
      onB.next(1);

      var explained = explained(event, id(onB));
      assertThat(explained).contains("\"node\":\"node-1\"", "\"outcome\":\"delivered\"");
      assertThat(explained(before, id(onB))).contains("\"reason\":\"before-start\"");
      assertThat(explained(event, "nobody")).contains("unknown-connection");
    }
  }

  private static String explained(String event, String connection) {
    var query = "/explain?event=" + event + "&connection=" + connection;
    return Operator.of(a()).get(query).body();
  }

  @Test
  @Order(1)
  void whoHoldsFarMoreThanItsShareSendsSomeElsewhereAndTheyMissNothing() throws Exception {
    var http = a().client(HttpClient.Version.HTTP_1_1);
    var start = a().publish(topic, "start");
    var travellers =
        IntStream.range(0, 50).mapToObj(_ -> new Traveller(http, topic, start)).toList();

    var published = new ArrayList<String>();
    while (gone(travellers) < 15) {
      published.add("e" + published.size());
      a().publish(topic, published.getLast());
    }
    published.add("last");
    b().publish(topic, "last");

    for (var traveller : travellers) {
      assertThat(traveller.received()).isEqualTo(published);
    }
    assertThat(gone(travellers)).isBetween(15L, 30L);
    assertThat(a().get("/metrics").body())
        .containsPattern("tidings_streams_shed_total\\{[^}]*} [1-9]");
  }

  private static long gone(List<Traveller> travellers) {
    return travellers.stream().filter(Traveller::isGone).count();
  }

  /// A client that is at the first hub until that sends it away, and then at the second.
  private static final class Traveller {

    private final FutureTask<List<String>> journey;
    private volatile boolean gone;

    Traveller(HttpClient http, String topic, String start) {
      this.journey = new FutureTask<>(() -> travel(http, topic, start));
      Thread.ofVirtual().start(journey);
    }

    boolean isGone() {
      return gone;
    }

    /// All that came, up to the last.
    List<String> received() throws Exception {
      return journey.get(60, TimeUnit.SECONDS);
    }

    private List<String> travel(HttpClient http, String topic, String start) {
      var received = new ArrayList<String>();
      var after = start;
      while (true) {
        try (var stream = opened(gone ? b() : a(), http, topic, after)) {
          for (var event = stream.next(); event.id() != null; event = stream.next()) {
            received.add(String.valueOf(event.data()));
            if ("last".equals(event.data())) {
              return received;
            }
          }
          after = stream.lastId();
          gone = true;
        }
      }
    }

    private static EventStream opened(Hub hub, HttpClient http, String topic, String after) {
      return EventStream.open(
          http,
          hub.uri("/stream?topic=" + topic),
          hub.tokens().everything(),
          Map.of("Last-Event-ID", after));
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
          Duration.ofSeconds(10),
          () -> !Operator.of(a()).get("/connections?limit=1000").body().contains(id(stream)));
      b().resume();

      a().publish(topic, "after");
      assertThat(stream.next(2)).containsExactly("meanwhile", "after");
    }
  }

  @Test
  @Order(1)
  void aNodeThatWasSuspendedForLongerThanTheRetentionTellsOfTheGapAndGoesOn() {
    try (var stream = b().subscribe(topic)) {
      stream.nextBlock();
      b().suspend();
      var lines = new StringBuilder();
      for (int i = 0; i < Nodes.MOST_EVENTS * 2; i++) {
        lines.append("{\"topic\":\"").append(topic).append("\",\"data\":\"x\"}\n");
      }
      assertThat(a().post("/topics", "application/x-ndjson", lines.toString()).statusCode())
          .isEqualTo(201);
      Eventually.is(
          "the oldest are gone",
          () ->
              (Long) nodes().redis().call(Command.XLEN, "tidings:{tidings:}events")
                  < Nodes.MOST_EVENTS * 1.1);
      b().resume();

      // What was on its way to it when it was stopped comes first.
      var next = stream.next();
      while ("x".equals(next.data())) {
        next = stream.next();
      }
      assertThat(next.type()).isEqualTo("tidings.gap");
      a().publish(topic, "after");
      do {
        next = stream.next();
      } while ("x".equals(next.data()));
      assertThat(next.data()).isEqualTo("after");
    }
  }

  @Test
  @Order(1)
  void aSubjectHasNoMoreStreamsThanItMayOverAllNodes() {
    var subject = "many " + UUID.randomUUID();
    var token = a().tokens().of(subject, List.of(), List.of("**"));
    var open = new ArrayList<EventStream>();
    var http = a().client(HttpClient.Version.HTTP_1_1);
    try {
      for (int i = 0; i < Nodes.MOST_STREAMS; i++) {
        var hub = i % 2 == 0 ? a() : b();
        open.add(EventStream.open(http, hub.uri("/stream?topic=" + topic), token, Map.of()));
        assertThat(open.getLast().response().statusCode()).isEqualTo(200);
      }
      for (var hub : List.of(a(), b())) {
        assertThat(poll(hub, token)).as("one more").isEqualTo(429);
      }
      open.removeLast().close();
      Eventually.is("a place is free", () -> poll(a(), token) != 429);
    } finally {
      open.forEach(EventStream::close);
    }
  }

  private int poll(Hub hub, String token) {
    return hub.send(
            HttpRequest.newBuilder(hub.uri("/stream?wait=0&topic=" + topic))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token))
        .statusCode();
  }

  @Test
  @Order(1)
  void metricsTellOfRedis() {
    a().publish(topic, "x");

    Eventually.is("read", () -> figure(b(), "tidings_redis_up") == 1);
    assertThat(figure(a(), "tidings_redis_up")).isEqualTo(1);
    assertThat(figure(b(), "tidings_redis_delay_seconds")).isBetween(0.0, 60.0);
    assertThat(figure(a(), "tidings_log_events")).isPositive();
    assertThat(figure(a(), "tidings_log_bytes")).isPositive();
    assertThat(figure(a(), "tidings_log_oldest_seconds")).isGreaterThanOrEqualTo(0);
    assertThat(figure(a(), "tidings_redis_inbox_refused_total")).isGreaterThanOrEqualTo(0);
  }

  private static double figure(Hub hub, String name) {
    return hub.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(2)
  void aNodeThatStartsWhileRedisIsAwayIsNotReadyUntilItIsThere() {
    nodes().redis().stop();
    try (var late = nodes().join("late")) {
      assertThat(late.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(late.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(late.get("/health/started").statusCode()).isEqualTo(200);
      var answer = late.post("/topics/" + topic, "text/plain", "x");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      try (var refused = late.subscribe(topic)) {
        assertThat(refused.rest().getLast().data()).contains("unavailable");
      }

      nodes().redis().start();
      Eventually.is("ready", () -> late.get("/health/ready").statusCode() == 200);
      try (var stream = late.subscribe(topic)) {
        stream.nextBlock();
        Eventually.is(
            "published again",
            () -> a().post("/topics/" + topic, "text/plain", "after").statusCode() == 201);
        assertThat(stream.next(1)).containsExactly("after");
      }
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
