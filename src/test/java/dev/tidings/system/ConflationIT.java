package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `conflate=…`: of one topic's events within an interval only the newest.
@Timeout(60)
class ConflationIT {

  private static final Duration INTERVAL = Duration.ofMillis(300);

  private final Hub hub = Hub.shared();

  @Test
  void ofTopicsAtDifferentRatesEachComesAtMostOnceAnIntervalAndItsLastValueComes() {
    try (var stream = hub.stream("topic=rates/*&conflate=300ms");
        var all = hub.stream("topic=rates/*");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var began = System.nanoTime();
      var publishers =
          List.of(
              threads.submit(() -> publish("rates/fast", 600)),
              threads.submit(() -> publish("rates/middle", 100)),
              threads.submit(() -> publish("rates/slow", 3)));
      publishers.forEach(ConflationIT::join);
      var events = untilLast(stream, "fast 599", "middle 99", "slow 2");
      var intervals = (int) ((System.nanoTime() - began) / INTERVAL.toNanos()) + 1;

      countByTopic(events).forEach((_, count) -> assertThat(count).isLessThanOrEqualTo(intervals));
      assertThat(latest(events))
          .isEqualTo(Map.of("fast", "fast 599", "middle", "middle 99", "slow", "slow 2"));
      assertThat(all.next(703)).as("whoever does not ask for it").doesNotHaveDuplicates();
    }
  }

  @Test
  void afterAQuietTimeAnEventComesAtOnceAndWhatIsPublishedTogetherComesTogether() {
    try (var stream = hub.stream("topic=edge/*&conflate=1h")) {
      stream.nextBlock();
      batch("edge/a", "edge/b", "edge/a", "edge/c");

      assertThat(stream.next(3)).containsExactly("edge/b 1", "edge/a 2", "edge/c 3");
    }
  }

  @Test
  void whileNothingIsSentHeartbeatsVouchForNothingThatIsHeldBack() {
    try (var stream = hub.stream("topic=held/*&conflate=1h")) {
      stream.nextBlock();
      hub.publish("held/a", "a 1");
      assertThat(stream.next().data()).isEqualTo("a 1");
      var held = hub.publish("held/a", "a 2");
      var heartbeat = stream.nextBlock();
      assertThat(heartbeat.comments()).contains("heartbeat");
      assertThat(place(heartbeat)).isLessThan(place(held));

      try (var resumed = resume("topic=held/*", String.valueOf(heartbeat.id()))) {
        assertThat(resumed.next().data()).isEqualTo("a 2");
      }
    }
  }

  @Test
  void aResumeGetsTheNewestOfAllThatWasMissed() {
    String seen;
    try (var stream = hub.stream("topic=resume/*&conflate=100ms")) {
      stream.nextBlock();
      hub.publish("resume/a", "a 0");
      stream.next();
      seen = stream.lastId();
    }
    publish("resume/a", 50);
    publish("resume/b", 50);

    try (var stream = resume("topic=resume/*&conflate=100ms", seen)) {
      assertThat(stream.next(2)).containsExactly("a 49", "b 49");
    }
  }

  @Test
  void ofALongHistoryTheNewestOfEachTopicComesOnce() {
    for (int i = 0; i < 4; i++) {
      batch(IntStream.range(0, 1000).mapToObj(k -> "missed/" + k % 5).toArray(String[]::new));
    }
    try (var stream = hub.stream("topic=missed/*&since=earliest&conflate=1m")) {
      assertThat(stream.next(5))
          .containsExactly(
              "missed/0 995", "missed/1 996", "missed/2 997", "missed/3 998", "missed/4 999");
      assertThat(stream.nextBlock().isEvent()).isFalse();
    }
  }

  @Test
  void itGoesWithASnapshot() {
    batch("both/a", "both/b", "both/a");
    try (var stream = hub.stream("topic=both/*&snapshot=true&conflate=200ms")) {
      assertThat(stream.next(2)).containsExactly("both/b 1", "both/a 2");
      batch("both/b", "both/b", "both/c");
      assertThat(stream.next(2)).containsExactly("both/b 1", "both/c 2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1ms", "500ms", "PT0.5S", "1d", "P1D", "24h"})
  void anIntervalIsADurationUpToADay(String interval) {
    try (var stream = hub.stream("topic=interval&conflate=" + interval)) {
      assertThat(stream.response().statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conflate=0",
        "conflate=0ms",
        "conflate=PT0S",
        "conflate=PT0.0001S",
        "conflate=-1s",
        "conflate=-PT1S",
        "conflate=PT-1S",
        "conflate=500",
        "conflate=0.5s",
        "conflate=1y",
        "conflate=true",
        "conflate=NaN",
        "conflate=1e3ms",
        "conflate=86400001ms",
        "conflate=25h",
        "conflate=2d",
        "conflate=PT9999999999999999H",
        "conflate=P99999999999999999999D",
        "conflate=999999999999999999999ms",
        "conflate=%00",
        "conflate=1s&conflate=1s"
      })
  void anyOtherIntervalIsRefused(String query) {
    var bearer = RawHttp.bearer(hub.tokens().everything());
    assertProblem(RawHttp.exchange(hub, "GET", "/stream?topic=a&" + query, bearer), 400, "/stream");
  }

  private void publish(String topic, int count) {
    for (int i = 0; i < count; i++) {
      hub.publish(topic, topic.substring(topic.indexOf('/') + 1) + " " + i);
    }
  }

  /// An event to each topic, which says where in the batch it stood.
  private void batch(String... topics) {
    var lines =
        IntStream.range(0, topics.length)
            .mapToObj(
                i -> "{\"topic\":\"%s\",\"data\":\"%s %d\"}".formatted(topics[i], topics[i], i))
            .collect(Collectors.joining("\n"));
    assertThat(hub.post("/topics", "application/x-ndjson", lines).statusCode()).isEqualTo(201);
  }

  private static List<EventStream.Block> untilLast(EventStream stream, String... last) {
    var missing = new ArrayList<>(List.of(last));
    var events = new ArrayList<EventStream.Block>();
    var place = Cursor.ORIGIN;
    while (!missing.isEmpty()) {
      var event = stream.next();
      assertThat(place(event)).isGreaterThan(place);
      place = place(event);
      events.add(event);
      missing.remove(String.valueOf(event.data()));
    }
    return events;
  }

  private static Map<String, Integer> countByTopic(List<EventStream.Block> events) {
    var counts = new HashMap<String, Integer>();
    events.forEach(event -> counts.merge(name(event), 1, Integer::sum));
    return counts;
  }

  private static Map<String, String> latest(List<EventStream.Block> events) {
    var latest = new HashMap<String, String>();
    events.forEach(event -> latest.put(name(event), String.valueOf(event.data())));
    return latest;
  }

  private static String name(EventStream.Block event) {
    var data = String.valueOf(event.data());
    return data.substring(0, data.indexOf(' '));
  }

  private static Cursor place(EventStream.Block block) {
    return place(String.valueOf(block.id()));
  }

  private static Cursor place(String id) {
    return Cursor.parse(id).orElseThrow();
  }

  private EventStream resume(String query, String lastEventId) {
    return EventStream.open(
        hub.uri("/stream?" + query),
        hub.tokens().everything(),
        Map.of("Last-Event-ID", lastEventId));
  }

  private static void join(Future<?> task) {
    try {
      task.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
