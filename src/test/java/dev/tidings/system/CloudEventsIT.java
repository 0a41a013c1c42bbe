package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CloudEvents 1.0 at `POST /topics/{topic}`.
class CloudEventsIT {

  private static final String PATH = "/topics/cloudevents/a";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCHED = "application/cloudevents-batch+json";
  private static final int MAX_SIZE = 65_536;

  private final Hub hub = Hub.shared();
  private final EventStream events = hub.subscribe("cloudevents/**");

  /// Whatever a test did not read, and this: no more.
  @AfterEach
  void nothingElseWasPublished() {
    hub.publish("cloudevents/last", "last");
    assertThat(events.next().data()).isEqualTo("last");
    events.close();
  }

  private HttpResponse<String> post(String path, Map<String, String> headers, byte[] body) {
    var request =
        HttpRequest.newBuilder(hub.uri(path))
            .header("Authorization", "Bearer " + hub.tokens().everything())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return hub.send(request);
  }

  private HttpResponse<String> post(String contentType, String body) {
    return hub.post(PATH, contentType, body);
  }

  private static Map<String, String> binary(String id, String contentType) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", id);
    headers.put("ce-source", "/binary");
    headers.put("ce-type", "com.example.binary");
    headers.put("Content-Type", contentType);
    return headers;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String id, String members) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/json\",\"type\":\"com.example.json\"%s}"
        .formatted(id, members);
  }

  private static String batch(String... events) {
    return "[" + String.join(",", events) + "]";
  }

  private static String id(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    var body = Problems.json(answer.body());
    assertThat(body.keySet()).containsExactly("id", "topic");
    assertThat(body.getString("topic")).isEqualTo("cloudevents/a");
    return body.getString("id");
  }

  private static List<String> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Problems.json(answer.body()).getJsonArray("ids").getValuesAs(JsonString::getString);
  }

  private static boolean isReplayed(HttpResponse<String> answer) {
    return answer.headers().firstValue("Idempotent-Replayed").isPresent();
  }

  private static String detail(HttpResponse<String> answer) {
    return Problems.json(answer.body()).getString("detail");
  }

  // ---- the SDK as the client

  private static CloudEvent event(String id, String contentType, String data) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("https://example.com/sdk?a=b"))
        .withType("com.example.sdk")
        .withSubject("subject")
        .withData(contentType, utf8(data))
        .build();
  }

  private HttpResponse<String> sendBinary(CloudEvent event) {
    var headers = new LinkedHashMap<String, String>();
    var body = new ArrayList<byte[]>();
    HttpMessageFactory.createWriter(headers::put, body::add).writeBinary(event);
    return post(PATH, headers, body.getFirst());
  }

  private HttpResponse<String> sendStructured(CloudEvent event) {
    var headers = new LinkedHashMap<String, String>();
    var body = new ArrayList<byte[]>();
    HttpMessageFactory.createWriter(headers::put, body::add)
        .writeStructured(event, new JsonFormat());
    return post(PATH, headers, body.getFirst());
  }

  @Test
  void whatTheSdkSendsIsPublishedOnceInWhicheverMode() {
    var event = event("sdk-1", "application/json", "{\"a\":1}");

    var first = sendBinary(event);
    var again = sendStructured(event);

    assertThat(isReplayed(first)).isFalse();
    assertThat(isReplayed(again)).isTrue();
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(events.next())
        .extracting(EventStream.Block::id, EventStream.Block::type, EventStream.Block::data)
        .containsExactly(id(first), "com.example.sdk", "{\"a\":1}");
    assertThat(sendBinary(event("sdk-2", "text/plain", "täxt")).statusCode()).isEqualTo(201);
    assertThat(events.next().data()).isEqualTo("täxt");
  }

  // ---- binary mode

  @Test
  void aBodyInBinaryModeIsKeptToTheByte() {
    var data = " { \"a\" : 1.10 ,\t\"b\":\"\\u00e9\" } ";

    id(post(PATH + "?retry=7", binary("kept", "application/json"), utf8(data)));

    var event = events.next();
    assertThat(event.data()).isEqualTo(data);
    assertThat(event.type()).isEqualTo("com.example.binary");
    assertThat(event.retry()).isEqualTo("7");
  }

  @Test
  void attributesInHeadersArePercentEncoded() {
    var headers = binary("caf%C3%A9", "text/plain");
    headers.put("ce-type", "caf%C3%A9%20100%25");

    var first = id(post(PATH, headers, utf8("a")));

    assertThat(events.next().type()).isEqualTo("café 100%");
    var json =
        "{\"specversion\":\"1.0\",\"id\":\"café\",\"source\":\"/binary\",\"type\":\"café 100%\","
            + "\"datacontenttype\":\"text/plain\",\"data\":\"a\"}";
    assertThat(id(post(STRUCTURED, json))).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"specversion", "id", "source", "type"})
  void aRequiredAttributeThatIsMissingIsNamed(String attribute) {
    var headers = binary("missing", "text/plain");
    headers.remove("ce-" + attribute);
    var answer = post(PATH, headers, utf8("a"));
    assertProblem(answer, 400, PATH);
    assertThat(detail(answer)).contains("'" + attribute + "'");

    var json = json("missing", "").replaceFirst("\"%s\":\"[^\"]*\",?".formatted(attribute), "");
    answer = post(STRUCTURED, json.replace(",}", "}"));
    assertProblem(answer, 400, PATH);
    assertThat(detail(answer)).contains("'" + attribute + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "1.1", "2.0", "1", "x"})
  void anUnknownSpecversionIsNamed(String version) {
    var headers = binary("version", "text/plain");
    headers.put("ce-specversion", version);
    var answer = post(PATH, headers, utf8("a"));
    assertProblem(answer, 400, PATH);
    assertThat(detail(answer)).contains("specversion").contains(version);

    answer = post(STRUCTURED, json("version", "").replace("1.0", version));
    assertProblem(answer, 400, PATH);
    assertThat(detail(answer)).contains("specversion").contains(version);
  }

  @Test
  void anAttributeGivenTwiceIsRefused() {
    var request =
        HttpRequest.newBuilder(hub.uri(PATH))
            .header("Authorization", "Bearer " + hub.tokens().everything())
            .POST(HttpRequest.BodyPublishers.ofString("a"));
    binary("twice", "text/plain").forEach(request::header);
    request.header("ce-id", "twice");

    assertProblem(hub.send(request), 400, PATH);
    assertProblem(post(STRUCTURED, json("a", ",\"id\":\"a\"")), 400, PATH);
  }

  @ParameterizedTest
  @CsvSource({
    "ce-time, yesterday, time",
    "ce-source, a b, source",
    "ce-type, tidings.bye, tidings.",
    "ce-type, a%0Ab, type",
    "ce-type, 300, 255",
    "ce-not_an_extension, a, not_an_extension"
  })
  void aBadAttributeIsNamed(String header, String value, String named) {
    var headers = binary("bad", "text/plain");
    headers.put(header, value.equals("300") ? "t".repeat(300) : value);

    var answer = post(PATH, headers, utf8("a"));

    assertProblem(answer, 400, PATH);
    assertThat(detail(answer)).contains(named);
  }

  @Test
  void dataThatIsNotUtf8IsUnsupported() {
    byte[] bytes = {(byte) 0xff, 0};
    for (var type : List.of("application/octet-stream", "text/plain", "application/json")) {
      assertProblem(post(PATH, binary("bytes", type), bytes), 415, PATH);
      var json =
          json("bytes", ",\"datacontenttype\":\"%s\",\"data_base64\":\"/wA=\"".formatted(type));
      assertProblem(post(STRUCTURED, json), 415, PATH);
    }
    assertProblem(post(STRUCTURED, json("bytes", ",\"data_base64\":\"/wA=\"")), 415, PATH);
    assertProblem(post(PATH, binary("bytes", "application/xml"), utf8("<a/>")), 415, PATH);
    assertProblem(post(PATH, binary("bytes", "application/json"), utf8("{")), 400, PATH);
    var untyped = binary("bytes", "");
    untyped.remove("Content-Type");
    assertProblem(post(PATH, untyped, utf8("a")), 415, PATH);
  }

  @Test
  void anEventWithoutDataHasEmptyData() {
    var headers = binary("empty", "application/json");
    headers.remove("Content-Type");
    id(post(PATH, headers, new byte[0]));
    id(post(STRUCTURED, json("empty", "")));

    assertThat(events.next(2)).containsExactly("", "");
  }

  // ---- structured mode

  @Test
  void theContentTypeDecidesBeforeTheHeaders() {
    var first =
        id(post(PATH, binary("headers", STRUCTURED), utf8(json("body", ",\"data\":[ 1 ]"))));

    assertThat(events.next().type()).isEqualTo("com.example.json");
    assertThat(id(post(STRUCTURED, json("body", ",\"data\":[1]")))).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data/1 | `,\"data\":{\"a\": 1.10, \"b\":[]}` | {\"a\":1.10,\"b\":[]}",
        "data/2 | `,\"data\":\"text\"` | \"text\"",
        "data/3 | `,\"datacontenttype\":\"text/plain\",\"data\":\"text\"` | text",
        "data/4 | `,\"datacontenttype\":\"text/plain\",\"data\":7` | 7",
        "data/5 | `,\"datacontenttype\":\"text/plain\",\"data_base64\":\"w6k=\"` | é"
      })
  void dataIsTextUnderATextTypeAndElseItsJson(String id, String members, String data) {
    id(post(STRUCTURED, json(id, members)));

    assertThat(events.next().data()).isEqualTo(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{}{}", "\"a\"", "\ufeff{}"})
  void whatIsNoEventIsRefused(String body) {
    assertProblem(post(STRUCTURED, body), 400, PATH);
  }

  @Test
  void onlyTheJsonFormatIsKnown() {
    for (var type :
        List.of(
            "application/cloudevents", "application/cloudevents+avro", STRUCTURED + ";charset=a")) {
      assertProblem(post(type, json("format", "")), 415, PATH);
    }
    assertProblem(hub.post("/topics", BATCHED, "[]"), 415, "/topics");
  }

  /// However it is escaped, which takes up to six times as many bytes.
  @Test
  void dataOfTheLargestSizeIsTakenAndNoMore() {
    var largest = "\\u0041".repeat(MAX_SIZE);
    var members = ",\"datacontenttype\":\"text/plain\",\"data\":\"%s\"";

    id(post(STRUCTURED, json("largest", members.formatted(largest))));
    assertThat(events.next().data()).isEqualTo("A".repeat(MAX_SIZE));
    assertProblem(post(STRUCTURED, json("larger", members.formatted(largest + "A"))), 413, PATH);
    assertProblem(post(STRUCTURED, " ".repeat(8 * MAX_SIZE)), 413, PATH);
    assertProblem(post(PATH, binary("larger", "text/plain"), new byte[MAX_SIZE + 1]), 413, PATH);
  }

  // ---- repeats

  @Test
  void idAndSourceAreTheKey() {
    var first = id(post(STRUCTURED, json("key", ",\"data\":1")));
    var sameButForWhatIsNotKept =
        json("key", ",\"data\": 1,\"subject\":\"s\",\"time\":\"2026-01-01T00:00:00Z\"");

    var again = post(STRUCTURED, sameButForWhatIsNotKept);
    assertThat(id(again)).isEqualTo(first);
    assertThat(isReplayed(again)).isTrue();
    var otherSource = post(STRUCTURED, json("key", ",\"data\":1").replace("/json", "/other"));
    assertThat(isReplayed(otherSource)).isFalse();
    events.next(2);
    assertProblem(post(STRUCTURED, json("key", ",\"data\":2")), 422, PATH);
  }

  @Test
  void whatACloudEventHasItselfIsRefusedBesideIt() {
    var headers = new LinkedHashMap<>(binary("beside", "text/plain"));
    headers.put("Idempotency-Key", "a");

    assertProblem(post(PATH, headers, utf8("a")), 400, PATH);
    assertProblem(hub.post(PATH + "?event=goal", STRUCTURED, json("a", "")), 400, PATH);
  }

  // ---- batched mode

  @Test
  void aBatchIsPublishedInItsOrder() {
    var ids =
        ids(
            post(
                BATCHED,
                batch(
                    json("batch/1", ",\"data\":1"),
                    json("batch/2", ",\"datacontenttype\":\"text/plain\",\"data\":\"two\""),
                    json("batch/3", ""))));

    for (int i = 0; i < 3; i++) {
      assertThat(events.next())
          .extracting(EventStream.Block::id, EventStream.Block::data)
          .containsExactly(ids.get(i), List.of("1", "two", "").get(i));
    }
  }

  @Test
  void ofABatchOnlyWhatIsNoRepeatIsPublished() {
    var second = id(post(STRUCTURED, json("mixed/2", ",\"data\":2")));
    var mixed =
        batch(
            json("mixed/1", ",\"data\":1"),
            json("mixed/2", ",\"data\":2"),
            json("mixed/1", ",\"data\":1"));

    var first = post(BATCHED, mixed);
    var again = post(BATCHED, mixed);

    assertThat(isReplayed(first)).as("some of it was published").isFalse();
    assertThat(ids(first).get(1)).isEqualTo(second);
    assertThat(ids(first).get(2)).isEqualTo(ids(first).get(0));
    assertThat(isReplayed(again)).isTrue();
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(events.next(2)).containsExactly("2", "1");
  }

  @Test
  void oneContradictionRefusesTheBatchAndIsNamed() {
    id(post(STRUCTURED, json("contradicted", ",\"data\":1")));
    events.next();

    var answer =
        post(BATCHED, batch(json("fresh", ""), json("contradicted", ",\"data\":2"), json("x", "")));

    assertProblem(answer, 422, PATH);
    assertThat(detail(answer)).startsWith("event 2: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {\"specversion\":\"1.0\"}",
        "400 | 7",
        "415 |"
            + " {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"/w==\"}",
        "400 | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"tidings.t\"}"
      })
  void theFirstBadEventOfABatchIsNamed(int status, String bad) {
    var answer = post(BATCHED, batch(json("good/1", ""), json("good/2", ""), bad, "{}"));

    assertProblem(answer, status, PATH);
    assertThat(detail(answer)).startsWith("event 3: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[", "[1", "[],", "[]]"})
  void whatIsNoBatchIsRefused(String body) {
    assertProblem(post(BATCHED, body), 400, PATH);
  }

  @Test
  void aBatchMayBeEmpty() {
    var answer = post(BATCHED, " [ ] ");

    assertThat(ids(answer)).isEmpty();
    assertThat(isReplayed(answer)).isFalse();
  }

  @Test
  void aBatchHasItsBounds() {
    var many =
        IntStream.range(0, 10_001)
            .mapToObj(i -> json("many/" + i, ""))
            .collect(Collectors.toCollection(ArrayList::new));
    assertProblem(post(BATCHED, batch(many.toArray(String[]::new))), 413, PATH);
    many.removeLast();
    assertThat(ids(post(BATCHED, batch(many.toArray(String[]::new))))).hasSize(10_000);
    events.next(10_000);
    assertProblem(post(BATCHED, "[" + " ".repeat(8 << 20)), 413, PATH);
    var large = json("large", ",\"data\":\"%s\"".formatted("x".repeat(MAX_SIZE)));
    var answer = post(BATCHED, batch(large));
    assertProblem(answer, 413, PATH);
    assertThat(detail(answer)).startsWith("event 1: ");
  }

  @Test
  void rightsAreLookedAtFirst() {
    var request =
        HttpRequest.newBuilder(hub.uri(PATH))
            .header("Authorization", "Bearer " + hub.tokens().publisher("other"))
            .header("Content-Type", STRUCTURED)
            .POST(HttpRequest.BodyPublishers.ofString("{"));

    assertProblem(hub.send(request), 403, PATH);
  }
}
