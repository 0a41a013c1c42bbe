package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events that come with all that is known of them.
class EnvelopeIT {

  private final Hub hub = Hub.shared();

  private String publishJson(String topic, String query, String json) {
    var answer = hub.post("/topics/" + topic + query, "application/json", json);
    assertThat(answer.statusCode()).isEqualTo(201);
    return json(answer.body()).getString("id");
  }

  private static Instant time(String id) {
    return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
  }

  private JsonObject first(String query) {
    try (var stream = hub.stream(query)) {
      return json(String.valueOf(stream.next().data()));
    }
  }

  @Test
  void anEnvelopeTakesThePlaceOfTheData() {
    var id = publishJson("envelope/json", "?event=placed&retry=1234", "{\"a\":\n [1,  2]}");

    try (var stream = hub.stream("topic=envelope/json&envelope=true&since=earliest")) {
      var block = stream.next();

      assertThat(block.id()).isEqualTo(id);
      assertThat(block.type()).isEqualTo("placed");
      assertThat(block.retry()).isEqualTo("1234");
      var envelope = json(String.valueOf(block.data()));
      assertThat(envelope.keySet())
          .containsExactly("id", "topic", "event", "time", "contentType", "data");
      assertThat(envelope.getString("id")).isEqualTo(id);
      assertThat(envelope.getString("topic")).isEqualTo("envelope/json");
      assertThat(envelope.getString("event")).isEqualTo("placed");
      assertThat(Instant.parse(envelope.getString("time"))).isEqualTo(time(id));
      assertThat(envelope.getString("contentType")).isEqualTo("application/json");
      assertThat(envelope.get("data")).isEqualTo(json("{\"a\":[1,2]}"));
    }
  }

  @Test
  void liveAndReplayedAnEventIsWrappedUpAlike() {
    try (var live = hub.stream("topic=envelope/live&envelope=true");
        var cloud = hub.stream("topic=envelope/live&envelope=cloudevents");
        var bare = hub.stream("topic=envelope/live")) {
      hub.publish("envelope/live", "a\r\n\"b\"\u0001 ü");

      var envelope = json(String.valueOf(live.next().data()));
      assertThat(envelope.getString("data")).isEqualTo("a\r\n\"b\"\u0001 ü");
      assertThat(envelope.get("event")).isEqualTo(JsonValue.NULL);
      assertThat(envelope).isEqualTo(first("topic=envelope/live&envelope=true&since=earliest"));
      assertThat(json(String.valueOf(cloud.next().data())))
          .isEqualTo(first("topic=envelope/live&envelope=cloudevents&since=earliest"));
      assertThat(bare.next().data()).isEqualTo("a\n\"b\"\u0001 ü");
    }
  }

  @Test
  void aCloudEventHasItsAttributes() {
    var id = publishJson("envelope/cloud", "?event=com.example.placed", "[1]");

    var event = first("topic=envelope/cloud&envelope=cloudevents&since=earliest");

    assertThat(event.keySet())
        .containsExactly(
            "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");
    assertThat(event.getString("specversion")).isEqualTo("1.0");
    assertThat(event.getString("id")).isEqualTo(id);
    assertThat(event.getString("source")).isEqualTo("/topics/envelope/cloud");
    assertThat(event.getString("type")).isEqualTo("com.example.placed");
    assertThat(event.getString("subject")).isEqualTo("envelope/cloud");
    assertThat(Instant.parse(event.getString("time"))).isEqualTo(time(id));
    assertThat(event.getString("datacontenttype")).isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"envelope=false", "envelope=", ""})
  void withoutAnEnvelopeTheDataIsBare(String parameter) {
    var topic = "envelope/bare/" + parameter.length();
    hub.publish(topic, "bare");

    try (var stream = hub.stream("topic=" + topic + "&since=earliest&" + parameter)) {
      assertThat(stream.next().data()).isEqualTo("bare");
    }
  }
}
