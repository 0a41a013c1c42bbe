package dev.tidings.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidings.broadcast.Departure;
import dev.tidings.system.EventStream;
import dev.tidings.system.Hub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `/asyncapi`, held against the standard and against what a hub sends.
class AsyncApiIT {

  /// Ids, but not `1-0`, which an example asks for; and times.
  private static final Pattern VARYING = Pattern.compile("\\d{13}-\\d+|\\d{4}-[-0-9T:.]+Z");

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
    named.add("ticket");

    var query = DOCUMENT.at("/components/operationBindings/stream/http/query/properties");
    assertThat(new TreeSet<>(Json.names(query))).isEqualTo(named);
  }

  @Test
  void itNamesEveryReasonForWhichAStreamEnds() {
    var reasons =
        Arrays.stream(Departure.values())
            .filter(departure -> departure != Departure.GONE && departure != Departure.ANSWERED)
            .map(Departure::reason);

    var named = DOCUMENT.at("/components/schemas/Bye/properties/reason/enum");
    assertThat(Json.elements(named).map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(reasons.toList());
  }

  @Test
  void aStreamBeginsWithTheOpeningAndBeatsAsTheExamplesHaveIt() throws IOException {
    try (var stream = HUB.subscribe("asyncapi/quiet")) {
      assertIsSentAs("opening", "opening", payload(stream.nextBlock()));
      assertIsSentAs("heartbeat", "heartbeat", payload(stream.nextBlock()));
    }
    try (var lines = lines("topic=asyncapi/quiet", HUB.tokens().everything())) {
      assertIsSentAs("placeLine", "placeLine", next(lines));
      assertIsSentAs("placeLine", "placeLine", next(lines));
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

      assertIsSentAs("event", name, payload(stream.next()));
    }
  }

  @ParameterizedTest
  @CsvSource({"enveloped, envelopeLine, true", "cloudEvent, cloudEventLine, cloudevents"})
  void anEnvelopeIsSentAsItsExampleHasIt(String message, String line, String envelope)
      throws IOException {
    var query = "topic=news/sport&envelope=" + envelope;
    try (var stream = HUB.stream(query);
        var lines = lines(query, HUB.tokens().everything())) {
      next(lines);
      HUB.post(
          "/topics/news/sport?event=goal", "application/json", "{\"team\":\"blue\",\"minute\":87}");

      assertIsSentAs(message, message, payload(stream.next()));
      assertIsSentAs(line, line, nextEvent(lines));
    }
  }

  @Test
  void aGapIsSentAsItsExampleHasIt() throws IOException {
    try (var stream = HUB.resume("asyncapi/gap", "1-0")) {
      assertIsSentAs("gap", "gone", payload(stream.next()));
    }
    var token = HUB.tokens().everything();
    try (var lines = lines("topic=asyncapi/gap&lastEventId=1-0", token)) {
      next(lines);
      assertIsSentAs("gapLine", "gapLine", next(lines));
    }
  }

  @Test
  void theLastWordsAreSentAsTheirExamplesHaveIt() throws IOException {
    var token = HUB.tokens().expiringIn(Duration.ofSeconds(4));
    try (var stream = EventStream.open(HUB.uri("/stream?topic=asyncapi/bye"), token, Map.of());
        var lines = lines("topic=asyncapi/bye", token)) {
      assertIsOfItsSchema(messages().path("expiring"), payload(stream.next()));
      assertIsSentAs("bye", "expired", payload(stream.next()));
      var last = next(lines);
      while (last.has("lastEventId")) {
        last = next(lines);
      }
      assertIsOfItsSchema(messages().path("expiringLine"), last);
      last = next(lines);
      while (last.has("lastEventId")) {
        last = next(lines);
      }
      assertIsSentAs("byeLine", "byeLine", last);
    }
  }

  private static BufferedReader lines(String query, String token) {
    var request =
        HttpRequest.newBuilder(HUB.uri("/stream?" + query))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/x-ndjson");
    try {
      var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode next(BufferedReader lines) {
    try {
      return Json.parsed(lines.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode nextEvent(BufferedReader lines) {
    var line = next(lines);
    return line.has("id") ? line : nextEvent(lines);
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
  private static void assertIsSentAs(String message, String example, JsonNode sent) {
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
          var text = value.isTextual() ? value.asText() : value.toString();
          kept.put(name, varies ? "any" : VARYING.matcher(text).replaceAll("any"));
        });
    return kept;
  }
}
