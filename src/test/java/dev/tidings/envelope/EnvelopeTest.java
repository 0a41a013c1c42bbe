package dev.tidings.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

  private static final Cursor ID = new Cursor(1732262400123L, 7);

  private static TopicEvent event(
      String topic, @Nullable String type, String contentType, String data) {
    var eventType = type == null ? null : new EventType(type);
    return new TopicEvent(
        ID, new Publication(new Topic(topic), eventType, null, contentType, data));
  }

  private static String text(Envelope envelope, TopicEvent event) {
    return new String(envelope.encoded(event), UTF_8);
  }

  private static JsonObject read(Envelope envelope, TopicEvent event) {
    try (var reader = Json.createReader(new StringReader(text(envelope, event)))) {
      return reader.readObject();
    }
  }

  @Test
  void anEnvelopeHasAllThatIsKnownOfAnEvent() {
    var event = event("orders/eu", "placed", "application/json", "{\"n\": 1}");

    assertThat(text(Envelope.TIDINGS, event))
        .isEqualTo(
            "{\"id\":\"1732262400123-7\",\"topic\":\"orders/eu\",\"event\":\"placed\","
                + "\"time\":\"2024-11-22T08:00:00.123Z\",\"contentType\":\"application/json\","
                + "\"data\":{\"n\": 1}}");
  }

  @Test
  void aCloudEventHasWhatIsRequiredOfOne() {
    var event = event("orders/eu", "placed", "application/json", "[1]");

    assertThat(text(Envelope.CLOUD_EVENT, event))
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"1732262400123-7\",\"source\":\"/topics/orders/eu\","
                + "\"type\":\"placed\",\"subject\":\"orders/eu\","
                + "\"time\":\"2024-11-22T08:00:00.123Z\",\"datacontenttype\":\"application/json\","
                + "\"data\":[1]}");
  }

  @Test
  void anEventWithoutATypeSaysSo() {
    var event = event("news", null, "text/plain", "");

    assertThat(read(Envelope.TIDINGS, event).get("event")).isEqualTo(JsonValue.NULL);
    assertThat(read(Envelope.TIDINGS, event).getString("data")).isEmpty();
    assertThat(read(Envelope.CLOUD_EVENT, event).getString("type")).isEqualTo(Envelope.UNTYPED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "two\nlines\r\nand\rone",
        "\"quoted\" \\ \\n",
        "tab\t bell\u0007 nul\u0000 unit\u001f del\u007f",
        "täst € 𝄞 \u2028",
        "{\"not\": \"json\"}"
      })
  void textIsAStringWhateverIsInIt(String data) {
    for (var envelope : Envelope.values()) {
      var event = event("news", null, "text/plain", data);

      assertThat(read(envelope, event).getString("data")).isEqualTo(data);
      assertThat(text(envelope, event)).doesNotContain("\n", "\r");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\n  \"a\" : [ 1,\r\n\t2 ],\n\n  \"b\\n\\\"\" : \"c  \\u000a d\"\n}\n",
        "\n\"text\"\n",
        " 1.50e+3\r",
        "null",
        "[]",
        "\"täst €\""
      })
  void jsonIsTheValueThatItIsOnOneLine(String data) {
    for (var envelope : Envelope.values()) {
      for (var type : new String[] {"application/json", "application/geo+json", "a/B+JSON"}) {
        var event = event("news", null, type, data);

        assertThat(read(envelope, event).get("data")).isEqualTo(value(data));
        assertThat(text(envelope, event)).doesNotContain("\n", "\r", "\t");
      }
    }
  }

  private static JsonValue value(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readValue();
    }
  }

  @Test
  void numbersStayAsTheyWereWritten() {
    var event = event("news", null, "application/json", "12345678901234567890.10");

    assertThat(text(Envelope.TIDINGS, event)).endsWith("\"data\":12345678901234567890.10}");
  }

  @ParameterizedTest
  @EnumSource(Envelope.class)
  void namesCannotBreakOut(Envelope envelope) {
    var event = event("a\"b\\c/ü d?#%", "t\"\\ü", "text/x-\"q\"", "x");

    assertThat(read(envelope, event).toString()).contains("a\\\"b\\\\c/ü d?#%", "t\\\"\\\\ü");
  }

  @Test
  void theSourceOfACloudEventIsAReferenceToAUri() {
    var event = event("a\"b/ü d?#%/x:y@z", null, "text/plain", "x");

    assertThat(read(Envelope.CLOUD_EVENT, event).getString("source"))
        .isEqualTo("/topics/a%22b/%C3%BC%20d%3F%23%25/x:y@z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z",
        "2024-02-29T23:59:59.999Z",
        "2026-03-01T00:00:00.001Z",
        "9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z"
      })
  void theTimeIsThatOfTheId(String time) {
    var id = new Cursor(Instant.parse(time).toEpochMilli(), 0);
    var event = new TopicEvent(id, Publication.text(new Topic("news"), "x"));

    assertThat(read(Envelope.TIDINGS, event).getString("time")).isEqualTo(time);
  }

  @Test
  void anIdOfTheFarthestFutureHasATimeToo() {
    var event =
        new TopicEvent(
            new Cursor(Long.MAX_VALUE, Long.MAX_VALUE), Publication.text(new Topic("news"), "x"));

    assertThat(read(Envelope.TIDINGS, event).getString("time")).startsWith("+292278994-08-17T");
  }

  @Test
  void anEventFromTheLogIsWrappedUpAsOneThatWasJustPublished() {
    var event = event("news", "goal", "application/json", "[1,\n2]");

    assertThat(Envelope.TIDINGS.encoded(StoredEvent.of(event)))
        .isEqualTo(Envelope.TIDINGS.encoded(event));
  }
}
