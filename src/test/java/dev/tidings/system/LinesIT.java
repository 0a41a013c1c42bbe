package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /stream` as `application/x-ndjson`.
class LinesIT {

  private final Hub hub = Hub.shared();

  @Test
  void aStreamOfLinesOpensAtOnceAndSaysWhereItStarts() {
    try (var stream = LineStream.open(hub, "topic=lines/opening")) {
      var headers = stream.response().headers();
      assertThat(stream.response().statusCode()).isEqualTo(200);
      assertThat(headers.firstValue("Content-Type")).contains("application/x-ndjson");
      assertThat(headers.firstValue("Cache-Control")).contains("no-store");
      assertThat(headers.firstValue("X-Accel-Buffering")).contains("no");
      assertThat(headers.firstValue("Tidings-Connection")).isPresent();
      var opening = stream.nextLine();
      assertThat(opening.keySet()).containsExactly("lastEventId");
      assertThat(Cursor.parse(opening.getString("lastEventId"))).isPresent();
    }
  }

  @Test
  void eachEventIsAnEnvelopeOnOneLine() {
    try (var stream = LineStream.open(hub, "topic=lines/**")) {
      stream.nextLine();
      var id = hub.publish("lines/text", "one\ntwo");
      hub.post("/topics/lines/json?event=e", "application/json", "{\n\"a\" :\r\n\t1\n}");

      var first = stream.next();
      assertThat(first.keySet())
          .containsExactly("id", "topic", "event", "time", "contentType", "data");
      assertThat(first.getString("id")).isEqualTo(id);
      assertThat(first.getString("data")).isEqualTo("one\ntwo");
      var second = stream.next();
      assertThat(second.getString("event")).isEqualTo("e");
      assertThat(second.get("data")).isEqualTo(json("{\"a\":1}"));
    }
  }

  @Test
  void aLineMayBeACloudEvent() {
    hub.publish("cloud-lines", "x");
    try (var stream =
        LineStream.open(hub, "topic=cloud-lines&since=earliest&envelope=cloudevents")) {
      assertThat(stream.next().getString("specversion")).isEqualTo("1.0");
    }
  }

  @Test
  void silenceIsFilledWithThePlaceUpToWhichThereWasNothing() {
    try (var stream = LineStream.open(hub, "topic=lines-quiet")) {
      var opening = place(stream.nextLine());
      hub.publish("elsewhere", "x");

      var heartbeat = stream.nextLine();
      while (place(heartbeat).equals(opening)) {
        heartbeat = stream.nextLine();
      }

      assertThat(heartbeat.keySet()).containsExactly("lastEventId");
      assertThat(place(heartbeat)).isGreaterThan(opening);
    }
  }

  private static Cursor place(JsonObject line) {
    return Cursor.parse(line.getString("lastEventId")).orElseThrow();
  }

  @Test
  void itResumesByTheHeaderAndByTheQuery() {
    var first = hub.publish("lines-resume", "1");
    hub.publish("lines-resume", "2");
    hub.publish("lines-resume", "3");

    try (var stream =
        LineStream.open(
            hub.uri("/stream?topic=lines-resume&since=earliest"),
            hub.tokens().everything(),
            Map.of("Last-Event-ID", first))) {
      assertThat(stream.nextLine().getString("lastEventId")).isEqualTo(first);
      assertThat(stream.next(2)).containsExactly("2", "3");
    }
    try (var stream = LineStream.open(hub, "topic=lines-resume&lastEventId=" + first)) {
      assertThat(stream.next(2)).containsExactly("2", "3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-0", "9000000000000-0", "gone \"with\" it"})
  void aPlaceThatIsGoneIsAGapOnALineOfItsOwn(String requested) {
    var topic = "lines-gap/" + requested.length();
    hub.publish(topic, "kept");
    try (var stream =
        LineStream.open(
            hub.uri("/stream?topic=" + topic),
            hub.tokens().everything(),
            Map.of("Last-Event-ID", requested))) {
      stream.nextLine();
      var gap = stream.nextLine();
      assertThat(gap.keySet()).containsExactly("gap");
      assertThat(gap.getJsonObject("gap").keySet()).containsExactly("requested", "oldest");
      assertThat(gap.getJsonObject("gap").getString("requested")).isEqualTo(requested);
      assertThat(stream.next().getString("data")).isEqualTo("kept");
    }
  }

  @Test
  void itEndsWithItsTokenAndSaysSo() {
    try (var stream =
        LineStream.open(
            hub.uri("/stream?topic=lines-expiry"),
            hub.tokens().expiringIn(Duration.ofSeconds(4)),
            Map.of())) {
      assertThat(stream.rest().getLast()).isEqualTo(json("{\"bye\":{\"reason\":\"expired\"}}"));
    }
  }

  @Test
  void aSnapshotComesFirstOnLinesAsWell() {
    hub.publish("lines-snapshot/a", "1");
    hub.publish("lines-snapshot/a", "2");
    hub.publish("lines-snapshot/b", "3");
    try (var stream = LineStream.open(hub, "topic=lines-snapshot/*&snapshot=true")) {
      assertThat(stream.next(2)).containsExactly("2", "3");
      hub.publish("lines-snapshot/a", "4");
      assertThat(stream.next().getString("data")).isEqualTo("4");
    }
  }
}
