package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a stream goes on, and what a client is told that asks for a place which is not to be had.
class ResumeIT {

  private final Hub hub = Hub.shared();

  @Test
  void theHeaderResumesBehindTheEvent() {
    var first = hub.publish("resume/header", "1");
    hub.publish("resume/header", "2");
    hub.publish("resume/header", "3");

    try (var stream = hub.resume("resume/header", first)) {
      assertThat(stream.nextBlock().id()).isEqualTo(first);
      assertThat(stream.next(2)).containsExactly("2", "3");
    }
  }

  @Test
  void oneIdResumesAStreamOfManyTopics() {
    hub.publish("resume/many/a", "1");
    var last = hub.publish("resume/many/b", "2");
    hub.publish("resume/many/a", "3");
    hub.publish("resume/many/b", "4");

    try (var stream = hub.resume("resume/many/*", last)) {
      assertThat(stream.next(2)).containsExactly("3", "4");
    }
  }

  /// `1`, `2` and `3` stand for the ids of three events.
  @ParameterizedTest
  @CsvSource({
    "'', lastEventId=1, 2",
    "'', lastEventId=2, 3",
    "'', since=earliest, 1",
    "'', lastEventId=2&since=earliest, 3",
    "1, lastEventId=2&since=earliest, 2",
    "2, lastEventId=1, 3",
    "2, since=earliest, 3",
    "'', since=1h, 1",
    "'', since=PT1H, 1",
    "'', since=3600000ms, 1",
    "'', since=7d, 1",
    "'', since=1970-01-01T00:00:00Z, 1",
    "'', since=-1000000000-01-01T00:00:00Z, 1"
  })
  void theHeaderWinsOverTheCursorInTheQueryAndThatOverTheTime(
      String header, String query, String expected) {
    var topic = "resume/precedence/" + Integer.toHexString((header + query).hashCode());
    var ids = new String[] {hub.publish(topic, "1"), hub.publish(topic, "2")};
    hub.publish(topic, "3");
    var cursor = query.replace("Id=1", "Id=" + ids[0]).replace("Id=2", "Id=" + ids[1]);
    var headers =
        header.isEmpty()
            ? Map.<String, String>of()
            : Map.of("Last-Event-ID", ids[Integer.parseInt(header) - 1]);

    try (var stream =
        EventStream.open(
            hub.uri("/stream?topic=" + topic + "&" + cursor), hub.tokens().everything(), headers)) {
      assertThat(stream.next())
          .extracting(EventStream.Block::type, EventStream.Block::data)
          .containsExactly(null, expected);
    }
  }

  @Test
  void aTimeStartsAtTheFirstEventThatIsNotOlder() {
    hub.publish("resume/time", "1");
    var second = time(hub.publish("resume/time", "2"));
    while (!Instant.now().isAfter(second.plusMillis(2))) {
      Thread.onSpinWait();
    }
    var third = time(hub.publish("resume/time", "3"));

    try (var stream = hub.stream("topic=resume/time&since=" + third)) {
      assertThat(stream.next().data()).isEqualTo("3");
    }
    try (var stream = hub.stream("topic=resume/time&since=" + second.plusMillis(1))) {
      assertThat(stream.next().data()).isEqualTo("3");
    }
    try (var stream = hub.stream("topic=resume/time&since=" + second)) {
      assertThat(stream.next(2)).endsWith("3");
    }
  }

  private static Instant time(String id) {
    return Cursor.parse(id).orElseThrow().instant();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2999-01-01T00:00:00Z", "-PT1H", "%2B1000000000-12-31T23:59:59Z"})
  void aTimeInTheFutureStartsNow(String since) {
    hub.publish("resume/future", "before");
    try (var stream = hub.stream("topic=resume/future&since=" + since)) {
      hub.publish("resume/future", "after");

      assertThat(stream.next().data()).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1-0", "9000000000000-0", "9000000000000000000-9", "x", "7", "1-", "-1-0", "01-0"})
  void aPlaceThatIsNotToBeHadIsAGapAndThenAllThatIsKept(String requested) {
    var topic = "resume/gap/" + Integer.toHexString(requested.hashCode());
    hub.publish(topic, "1");
    hub.publish(topic, "2");

    try (var stream = hub.resume(topic, requested)) {
      var gap = stream.next();

      assertThat(gap.type()).isEqualTo("tidings.gap");
      assertThat(gap.id()).isNull();
      var told = json(String.valueOf(gap.data()));
      assertThat(told.keySet()).containsExactly("requested", "oldest");
      assertThat(told.getString("requested")).isEqualTo(requested);
      assertThat(told.getString("oldest")).isEqualTo(oldest());
      assertThat(stream.next(2)).containsExactly("1", "2");
    }
  }

  private String oldest() {
    try (var stream = hub.stream("topic=**&since=earliest")) {
      return String.valueOf(stream.next().id());
    }
  }

  @Test
  void whatWasRequestedIsCutTo64Characters() {
    try (var stream = hub.resume("resume/cut", "\"" + "x".repeat(5000))) {
      assertThat(json(String.valueOf(stream.next().data())).getString("requested"))
          .isEqualTo("\"" + "x".repeat(63));
    }
  }

  @Test
  void aCursorOfTheQueryThatIsNotToBeHadIsAGapAsWell() {
    try (var stream = hub.stream("topic=resume/cursor&lastEventId=1-0")) {
      assertThat(stream.next().type()).isEqualTo("tidings.gap");
    }
  }

  @Test
  void thereIsNoGapWhereNothingWasDropped() {
    String beginning;
    try (var stream = hub.stream("topic=resume/all&since=earliest")) {
      beginning = String.valueOf(stream.nextBlock().id());
    }
    hub.publish("resume/all", "1");

    try (var stream = hub.resume("resume/all", beginning)) {
      assertThat(stream.next().data()).isEqualTo("1");
    }
  }

  @Test
  void anEmptyHeaderIsAsIfAbsent() {
    var first = hub.publish("resume/empty", "1");
    hub.publish("resume/empty", "2");

    try (var stream =
        EventStream.open(
            hub.uri("/stream?topic=resume/empty&lastEventId=" + first),
            hub.tokens().everything(),
            Map.of("Last-Event-ID", ""))) {
      assertThat(stream.next().data()).isEqualTo("2");
    }
  }
}
