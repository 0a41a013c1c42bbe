package dev.tidings.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidings.broadcast.Departure;
import dev.tidings.system.EventStream;
import dev.tidings.system.Hub;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/asyncapi`, held against the standard and against what a hub sends.
class AsyncApiIT {

  /// But not `1-0`, which an example asks for.
  private static final Pattern LONG_ID = Pattern.compile("\\d{2,}-\\d+");

  private static final Hub HUB = Hub.shared();
  private static final JsonNode DOCUMENT = Json.parsed(Ask.get("/asyncapi").of(HUB).body());

  @Test
  void itIsAnAsyncApiDocument() {
    assertThat(DOCUMENT.path("asyncapi").asText()).isEqualTo("3.0.0");
    assertThat(Schemas.objectionsOf("asyncapi-3.0.0.json", DOCUMENT)).isEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(DOCUMENT.findValues("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(DOCUMENT.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse());
  }

  @Test
  void everyExampleIsOfItsSchema() {
    Json.eachMember(
        messages(),
        (name, message) -> {
          assertThat(message.path("examples")).as(name).isNotEmpty();
          message
              .path("examples")
              .forEach(example -> assertIsOfItsSchema(message, example.path("payload")));
        });
  }

  @Test
  void itNamesTheQueryParametersOfTheOtherDocument() {
    var requests = ApiDocument.of(HUB);
    var named =
        requests
            .parameters(requests.operation("subscribe"))
            .filter(parameter -> parameter.path("in").asText().equals("query"))
            .map(parameter -> parameter.path("name").asText())
            .collect(Collectors.toCollection(TreeSet::new));
    named.add("token");

    var query = DOCUMENT.at("/components/operationBindings/stream/http/query/properties");
    assertThat(new TreeSet<>(Json.names(query))).isEqualTo(named);
  }

  @Test
  void itNamesEveryReasonForWhichAStreamEnds() {
    var reasons =
        Arrays.stream(Departure.values())
            .filter(departure -> departure != Departure.GONE)
            .map(Departure::reason);

    var named = DOCUMENT.at("/components/schemas/Bye/properties/reason/enum");
    assertThat(Json.elements(named).map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(reasons.toList());
  }

  @Test
  void aStreamBeginsWithTheOpeningAndBeatsAsTheExamplesHaveIt() {
    try (var stream = HUB.subscribe("asyncapi/quiet")) {
      assertIsSentAs("opening", "opening", stream.nextBlock());
      assertIsSentAs("heartbeat", "heartbeat", stream.nextBlock());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "typed", "ofSeveralLines"})
  void anEventIsSentAsItsExampleHasIt(String name) {
    var payload = example("event", name);
    try (var stream = HUB.subscribe("asyncapi/event")) {
      var query =
          (payload.has("event") ? "&event=" + payload.path("event").asText() : "")
              + (payload.has("retry") ? "&retry=" + payload.path("retry").asText() : "");
      HUB.post("/topics/asyncapi/event?" + query, "text/plain", payload.path("data").asText());

      assertIsSentAs("event", name, stream.next());
    }
  }

  @Test
  void aGapIsSentAsItsExampleHasIt() {
    try (var stream = HUB.resume("asyncapi/gap", "1-0")) {
      assertIsSentAs("gap", "gone", stream.next());
    }
  }

  @Test
  void theLastWordIsSentAsItsExampleHasIt() {
    var token = HUB.tokens().expiringIn(Duration.ofSeconds(2));
    try (var stream = EventStream.open(HUB.uri("/stream?topic=asyncapi/bye"), token, Map.of())) {
      assertIsSentAs("bye", "expired", stream.next());
    }
  }

  private static JsonNode messages() {
    return DOCUMENT.at("/components/messages");
  }

  private static JsonNode example(String message, String name) {
    return Json.elements(messages().path(message).path("examples"))
        .filter(example -> example.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no example " + name))
        .path("payload");
  }

  private static void assertIsOfItsSchema(JsonNode message, JsonNode payload) {
    var schema = message.path("payload");
    assertThat(Schemas.draft7ObjectionsOf(schema, DOCUMENT, payload))
        .as(payload.toString())
        .isEmpty();
    var data = schema.path("properties").path("data").path("x-schema");
    if (!data.isMissingNode()) {
      var value = Json.parsed(payload.path("data").asText());
      assertThat(Schemas.draft7ObjectionsOf(data, DOCUMENT, value)).as(value.toString()).isEmpty();
    }
  }

  /// The same fields with the same values, but for ids and the hub's own reconnection times.
  private static void assertIsSentAs(String message, String example, EventStream.Block block) {
    var sent = payload(block);

    assertIsOfItsSchema(messages().path(message), sent);
    assertThat(withoutWhatVaries(message, sent))
        .isEqualTo(withoutWhatVaries(message, example(message, example)));
  }

  private static JsonNode payload(EventStream.Block block) {
    var payload = JsonNodeFactory.instance.objectNode();
    if (block.id() != null) {
      payload.put("id", block.id());
    }
    if (block.type() != null) {
      payload.put("event", block.type());
    }
    if (block.retry() != null) {
      payload.put("retry", Integer.parseInt(block.retry()));
    }
    if (block.data() != null) {
      payload.put("data", block.data());
    }
    if (!block.comments().isEmpty()) {
      payload.put("comment", String.join("\n", block.comments()));
    }
    return payload;
  }

  private static Map<String, String> withoutWhatVaries(String message, JsonNode payload) {
    var kept = new TreeMap<String, String>();
    Json.eachMember(
        payload,
        (name, value) -> {
          var varies = name.equals("retry") && !message.equals("event");
          kept.put(name, varies ? "any" : LONG_ID.matcher(value.asText()).replaceAll("any"));
        });
    return kept;
  }
}
