package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The trace that an event is a part of goes with it from its publisher to whoever gets it.
class TracesIT {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
  private static final String STATE = "vendor=\"quoted\\\"";

  private final Hub hub = Hub.shared();

  private HttpRequest.Builder publication(String path, String contentType, String body) {
    return HttpRequest.newBuilder(hub.uri(path))
        .header("Authorization", "Bearer " + hub.tokens().everything())
        .header("Content-Type", contentType)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private void publish(HttpRequest.Builder publication) {
    var answer = hub.send(publication);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private List<JsonObject> history(String topic) {
    var answer =
        hub.send(
            HttpRequest.newBuilder(hub.uri("/topics/" + topic))
                .header("Authorization", "Bearer " + hub.tokens().everything()));
    return json(answer.body()).getJsonArray("events").getValuesAs(JsonObject.class);
  }

  @Test
  void itIsToldInEnvelopesAndCloudEventsLiveAsLater() {
    try (var live = hub.stream("topic=traces/all&envelope=true");
        var cloud = hub.stream("topic=traces/all&envelope=cloudevents");
        var bare = hub.stream("topic=traces/all")) {
      publish(
          publication("/topics/traces/all", "text/plain", "x")
              .header("traceparent", PARENT)
              .header("tracestate", STATE));

      for (var envelope :
          List.of(
              json(String.valueOf(live.next().data())),
              json(String.valueOf(cloud.next().data())),
              history("traces/all").getFirst())) {
        assertThat(envelope.getString("traceparent")).isEqualTo(PARENT);
        assertThat(envelope.getString("tracestate")).isEqualTo(STATE);
      }
      assertThat(bare.next().data()).isEqualTo("x");
    }
  }

  @Test
  void aBatchIsAPartOfTheTraceOfItsRequest() {
    publish(
        publication(
                "/topics",
                "application/x-ndjson",
                """
                {"topic":"traces/batch","data":1}
                {"topic":"traces/batch","data":2}
                """)
            .header("traceparent", PARENT));

    assertThat(history("traces/batch"))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.getString("traceparent")).isEqualTo(PARENT))
        .allSatisfy(event -> assertThat(event.keySet()).doesNotContain("tracestate"));
  }

  @Test
  void aCloudEventsOwnTraceCountsBeforeThatOfTheRequest() {
    var event = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"t\"%s}";
    var structured = "application/cloudevents+json";
    var path = "/topics/traces/cloud";
    publish(
        publication(path, structured, event.formatted("1", ",\"traceparent\":\"" + OTHER + "\""))
            .header("traceparent", PARENT));
    publish(
        publication(path, structured, event.formatted("2", ",\"traceparent\":\"bad\""))
            .header("traceparent", PARENT));
    publish(publication(path, structured, event.formatted("3", "")).header("traceparent", PARENT));
    publish(
        publication(path, "text/plain", "binary")
            .header("ce-specversion", "1.0")
            .header("ce-id", "4")
            .header("ce-source", "/s")
            .header("ce-type", "t")
            .header("ce-traceparent", OTHER));

    assertThat(history("traces/cloud"))
        .extracting(it -> it.getString("traceparent"))
        .containsExactly(OTHER, PARENT, PARENT, OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no-trace", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "\u00e4"})
  void whatIsMalformedCountsAsNoneAndTheEventIsPublished(String bad) {
    var topic = "traces/bad/" + Integer.toHexString(bad.hashCode());
    publish(publication("/topics/" + topic, "text/plain", "x").header("traceparent", bad));

    assertThat(history(topic))
        .singleElement()
        .satisfies(event -> assertThat(event.keySet()).doesNotContain("traceparent"));
  }

  @Test
  void twoParentsCountAsNone() {
    publish(
        publication("/topics/traces/two", "text/plain", "x")
            .header("traceparent", PARENT)
            .header("traceparent", OTHER));

    assertThat(history("traces/two").getFirst().keySet()).doesNotContain("traceparent");
  }

  @Test
  void aRepeatWithinAnotherTraceIsARepeat() {
    for (var parent : List.of(PARENT, OTHER)) {
      publish(
          publication("/topics/traces/repeat", "text/plain", "x")
              .header("Idempotency-Key", "k")
              .header("traceparent", parent));
    }

    assertThat(history("traces/repeat"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("traceparent")).isEqualTo(PARENT));
  }
}
