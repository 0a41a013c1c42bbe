package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.redis.TestRedis;
import dev.tidings.tls.Authority;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A hub that is told to end while everything goes on.
class DrainIT {

  /// As the manifests have it, less what `preStop` takes and a margin.
  private static final Duration GRACE = Duration.ofSeconds(35);

  private static final int PUBLISHERS = 4;

  private static final Pattern POLL =
      Pattern.compile("tidings_streams\\{[^}]*transport=\"poll\"[^}]*} 1");

  @Test
  void whoPublishesAtFullSpeedKnowsWhatBecameOfEachEvent() throws Exception {
    try (var hub = new Hub.Launch().with("tidings.drain.window", "PT4S").start()) {
      var publishers = IntStream.range(0, PUBLISHERS).mapToObj(i -> new Publisher(hub, i)).toList();
      publishers.forEach(Publisher::start);
      var poll = new FutureTask<>(() -> hub.poll("topic=quiet&wait=30"));
      Thread.ofVirtual().start(poll);
      // The last of them leaves after three quarters of the window.
      var streams = IntStream.range(0, 4).mapToObj(_ -> hub.subscribe("quiet")).toList();
      Eventually.is(
          "at full speed and a poll waits",
          () ->
              publishers.stream().allMatch(it -> it.acknowledged.size() > 20)
                  && POLL.matcher(hub.get("/metrics").body()).find());

      hub.terminate();

      assertThat(poll.get().statusCode()).isEqualTo(200);
      Eventually.is("not ready", () -> hub.get("/health/ready").statusCode() == 503);
      assertThatOthersThanEventSourcesAreRefused(hub);
      for (var stream : streams) {
        assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"drain\"}");
      }
      assertThat(hub.awaitEnd()).isIn(0, 143);
      assertThat(hub.output()).doesNotContain("SEVERE", "WARNING", "Exception");
      for (var publisher : publishers) {
        publisher.join();
        assertThat(publisher.statuses).containsOnly(201);
        // That is who connected just when the listener closed: not one byte of an answer.
        assertThat(publisher.unanswered).hasSizeLessThan(2);
        assertThat(publisher.unanswered)
            .allSatisfy(
                reason -> assertThat(reason).containsPattern("behind: $|reset|Broken pipe"));
      }
      assertThatTheLogHas(publishers, hub);
    }
  }

  private static void assertThatOthersThanEventSourcesAreRefused(Hub hub) {
    for (var type : List.of("application/json", "application/x-ndjson")) {
      var refused =
          hub.send(
              HttpRequest.newBuilder(hub.uri("/stream?topic=quiet"))
                  .header("Accept", type)
                  .header("Authorization", "Bearer " + hub.tokens().everything()));
      assertThat(refused.statusCode()).as(type).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).as(type).isPresent();
      assertThat(refused.headers().firstValue("Connection")).hasValue("close");
      assertThat(refused.body()).contains("draining");
    }
  }

  private static void assertThatTheLogHas(List<Publisher> publishers, Hub ended) {
    try (var again = new Hub.Launch().inPlaceOf(ended).start()) {
      for (var publisher : publishers) {
        var stored = stored(again, publisher.topic());
        assertThat(stored).as("acknowledged").containsAll(publisher.acknowledged);
        assertThat(publisher.handedIn).as("whole, and handed in").containsAll(stored);
        assertThat(stored).doesNotHaveDuplicates();
      }
    }
  }

  private static List<String> stored(Hub hub, String topic) {
    var all = new ArrayList<String>();
    for (var after = ""; ; ) {
      var page =
          hub.send(
              HttpRequest.newBuilder(hub.uri("/topics/" + topic + "?limit=1000&after=" + after))
                  .header("Authorization", "Bearer " + hub.tokens().everything()));
      var events =
          Json.createReader(new StringReader(page.body()))
              .readObject()
              .getJsonArray("events")
              .getValuesAs(JsonObject.class);
      if (events.isEmpty()) {
        return all;
      }
      events.forEach(event -> all.add(event.getString("data")));
      after = events.getLast().getString("id");
    }
  }

  @Test
  void neitherStreamsOnSharedConnectionsNorClientsThatTakeNothingHoldUpTheEnd() throws Exception {
    try (var hub =
        new Hub.Launch().secured(new Authority()).with("tidings.drain.window", "PT1S").start()) {
      var http = hub.client(HttpClient.Version.HTTP_2);
      var shared = List.of(open(hub, http), open(hub, http));
      var slow = hub.stream("topic=much");
      for (int i = 0; i < 40; i++) {
        hub.publish("much", "x".repeat(60_000));
      }
      var took = timeToEnd(hub);

      assertThat(took).isLessThan(GRACE);
      for (var stream : shared) {
        assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"drain\"}");
      }
      slow.close();
    }
  }

  private static EventStream open(Hub hub, HttpClient http) {
    var token = hub.tokens().everything();
    var stream = EventStream.open(http, hub.uri("/stream?topic=quiet"), token, Map.of());
    assertThat(stream.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
    return stream;
  }

  @Test
  void aRedisThatHangsDoesNotHoldUpTheEnd() throws Exception {
    try (var redis = TestRedis.with("save \"\"");
        var hub = Nodes.launch(redis, new Tokens()).with("tidings.drain.window", "PT4S").start()) {
      var stream = hub.subscribe("quiet");
      redis.suspend();
      var publication = new FutureTask<>(() -> hub.post("/topics/quiet", "text/plain", "x"));
      Thread.ofVirtual().start(publication);
      var took = timeToEnd(hub);
      redis.resume();

      assertThat(took).isLessThan(GRACE);
      assertThat(publication.get().statusCode()).isEqualTo(503);
      assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"drain\"}");
    }
  }

  private static Duration timeToEnd(Hub hub) {
    var began = System.nanoTime();
    hub.terminate();
    assertThat(hub.awaitEnd()).isIn(0, 143);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /// Publishes one event after another, on connections that it keeps as long as it may, until there
  /// is nobody to publish to.
  private static final class Publisher {

    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    final Set<String> handedIn = ConcurrentHashMap.newKeySet();
    final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    final List<String> unanswered = new ArrayList<>();

    private final Hub hub;
    private final String token;
    private final int number;
    private final Thread thread = Thread.ofVirtual().unstarted(this::publish);

    Publisher(Hub hub, int number) {
      this.hub = hub;
      this.token = hub.tokens().everything();
      this.number = number;
    }

    String topic() {
      return "from/" + number;
    }

    void start() {
      thread.start();
    }

    void join() throws InterruptedException {
      thread.join();
    }

    private void publish() {
      try {
        while (true) {
          try (var wire = Wire.to(hub)) {
            publish(wire);
          }
        }
      } catch (IOException _) {
        // nobody listens any more
      }
    }

    private void publish(Wire wire) {
      try {
        for (var keeps = true; keeps; ) {
          var data = number + ":" + handedIn.size() + "x".repeat(2000);
          handedIn.add(data);
          wire.send(Wire.publication(topic(), token, data.length()) + data);
          var answer = wire.answer();
          statuses.add(answer.status());
          acknowledged.add(data);
          keeps = answer.head().stream().noneMatch("connection: close"::equalsIgnoreCase);
        }
      } catch (IOException | RuntimeException e) {
        unanswered.add(String.valueOf(e.getMessage()));
      }
    }
  }
}
