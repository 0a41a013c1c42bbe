package dev.tidings.contract;

import dev.tidings.system.EventStream;
import dev.tidings.system.Hub;
import dev.tidings.system.Tokens;
import jakarta.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// For each answer that the document names, a request that makes the hub give it.
final class Provocations {

  /// @param operation by its id
  record Provocation(String operation, int status, Ask ask) {

    @Override
    public String toString() {
      return operation + " " + status + ": " + ask;
    }
  }

  private static final String TOPIC = "/topics/contract/a";
  private static final String TOPIC_BEGUN = "/stream?topic=contract/a&since=earliest&wait=0";
  private static final String LINES = "application/x-ndjson";
  private static final String LINE = "{\"topic\":\"contract/a\",\"data\":1}\n";
  private static final String TEXT = "text/plain";
  private static final String CLOUD_EVENT = "application/cloudevents+json";
  private static final String CLOUD_EVENTS = "application/cloudevents-batch+json";
  private static final String KEY = "Idempotency-Key";
  private static final String LARGE = "x".repeat(70_000);

  private final Hub hub;
  private final Tokens tokens;

  private Provocations(Hub hub) {
    this.hub = hub;
    this.tokens = hub.tokens();
  }

  /// All that a hub in good health can be made to say.
  static List<Provocation> of(Hub hub) {
    return new Provocations(hub).all();
  }

  private List<Provocation> all() {
    return Stream.of(
            publish(),
            publishBatch(),
            readHistory(),
            subscribe(),
            issueTicket(),
            operate(),
            describe())
        .flatMap(List::stream)
        .toList();
  }

  private List<Provocation> publish() {
    var ask = Ask.post(TOPIC + "?event=goal&retry=1", TEXT, "a").bearing(tokens.everything());
    return List.of(
        new Provocation("publish", 201, ask),
        new Provocation("publish", 201, to(ask, TOPIC, "application/json", "{\"a\":1}")),
        new Provocation("publish", 201, to(ask, TOPIC, CLOUD_EVENT, event("1", "1"))),
        new Provocation("publish", 201, to(ask, TOPIC, CLOUD_EVENTS, "[" + event("1", "1") + "]")),
        new Provocation("publish", 201, to(ask, TOPIC, CLOUD_EVENTS, "[]")),
        new Provocation("publish", 201, keyed(ask)),
        new Provocation("publish", 201, keyed(ask)),
        new Provocation("publish", 422, to(keyed(ask), TOPIC, TEXT, "another")),
        new Provocation("publish", 422, to(ask, TOPIC, CLOUD_EVENT, event("1", "2"))),
        new Provocation("publish", 400, to(ask, TOPIC, CLOUD_EVENT, "{}")),
        new Provocation("publish", 400, ask.with(KEY, "x".repeat(256))),
        new Provocation("publish", 415, to(ask, TOPIC, "application/cloudevents+avro", "a")),
        new Provocation("publish", 400, to(ask, TOPIC, "application/json", "{")),
        new Provocation("publish", 400, to(ask, TOPIC + "?event=tidings.a", TEXT, "a")),
        new Provocation("publish", 400, to(ask, TOPIC + "/", TEXT, "a")),
        new Provocation("publish", 401, ask.bearing(new Tokens().everything())),
        new Provocation("publish", 401, Ask.post(TOPIC, TEXT, "a")),
        new Provocation("publish", 403, ask.bearing(tokens.subscriber("**"))),
        new Provocation("publish", 403, to(ask, "/topics/tidings/a", TEXT, "a")),
        new Provocation("publish", 413, to(ask, TOPIC, TEXT, LARGE)),
        new Provocation("publish", 415, to(ask, TOPIC, "image/png", "a")));
  }

  private List<Provocation> publishBatch() {
    var ask = Ask.post("/topics", LINES, LINE + LINE).bearing(tokens.everything());
    return List.of(
        new Provocation("publishBatch", 201, ask),
        new Provocation("publishBatch", 201, keyed(ask)),
        new Provocation("publishBatch", 201, keyed(ask)),
        new Provocation("publishBatch", 422, to(keyed(ask), "/topics", LINES, LINE)),
        new Provocation("publishBatch", 400, to(ask, "/topics", LINES, LINE + "{}")),
        new Provocation("publishBatch", 400, to(ask, "/topics?event=a", LINES, LINE)),
        new Provocation("publishBatch", 401, ask.bearing(new Tokens().everything())),
        new Provocation("publishBatch", 401, Ask.post("/topics", LINES, LINE)),
        new Provocation("publishBatch", 403, ask.bearing(tokens.publisher("other"))),
        new Provocation("publishBatch", 413, to(ask, "/topics", LINES, LINE.repeat(10_001))),
        new Provocation(
            "publishBatch", 413, to(ask, "/topics", LINES, LINE.replace("1", "\"" + LARGE + "\""))),
        new Provocation("publishBatch", 415, to(ask, "/topics", TEXT, LINE)));
  }

  private List<Provocation> readHistory() {
    var ask = Ask.get(TOPIC + "?limit=1").bearing(tokens.everything());
    return List.of(
        new Provocation("readHistory", 200, ask),
        new Provocation("readHistory", 200, to(ask, TOPIC + "?after=1-0")),
        new Provocation("readHistory", 200, to(ask, "/topics/contract/nobody")),
        new Provocation("readHistory", 200, Ask.get("/topics/open/contract")),
        new Provocation("readHistory", 400, to(ask, TOPIC + "?limit=0")),
        new Provocation("readHistory", 401, ask.bearing(new Tokens().everything())),
        new Provocation("readHistory", 401, Ask.get(TOPIC)),
        new Provocation("readHistory", 403, ask.bearing(tokens.publisher("**"))),
        new Provocation("readHistory", 406, ask.with("Accept", "image/png")));
  }

  private List<Provocation> subscribe() {
    var ask = Ask.get("/stream?topic=contract/a").bearing(tokens.everything());
    var query = "/stream?topic=contract/a&token=";
    return List.of(
        new Provocation("subscribe", 200, ask.with("Accept", "text/event-stream")),
        new Provocation("subscribe", 200, ask),
        new Provocation("subscribe", 200, lines(ask)),
        new Provocation("subscribe", 200, poll(to(ask, TOPIC_BEGUN))),
        new Provocation("subscribe", 200, poll(to(ask, TOPIC_BEGUN + "&envelope=cloudevents"))),
        new Provocation("subscribe", 200, poll(to(ask, TOPIC_BEGUN + "&lastEventId=1-0"))),
        new Provocation("subscribe", 200, Ask.get(query + tokens.everything())),
        new Provocation("subscribe", 200, Ask.get("/stream?topic=open/contract")),
        new Provocation("subscribe", 400, to(ask, "/stream")),
        new Provocation("subscribe", 400, to(ask, "/stream?topic=a//b")),
        new Provocation("subscribe", 401, Ask.get(query + new Tokens().everything())),
        new Provocation("subscribe", 401, Ask.get("/stream?topic=contract/a")),
        new Provocation("subscribe", 403, Ask.get(query + tokens.publisher("**"))),
        new Provocation("subscribe", 406, ask.with("Accept", "image/png")));
  }

  private List<Provocation> issueTicket() {
    var ask = Ask.post("/tickets", "application/json", "").bearing(tokens.everything());
    return List.of(
        new Provocation("issueTicket", 201, ask),
        new Provocation(
            "issueTicket", 201, to(ask, "/tickets", "application/json", "{\"topics\":[\"a\"]}")),
        new Provocation("issueTicket", 400, to(ask, "/tickets", "application/json", "[]")),
        new Provocation("issueTicket", 401, Ask.post("/tickets", "application/json", "")),
        new Provocation(
            "issueTicket",
            403,
            to(ask, "/tickets", "application/json", "{\"topics\":[\"a\"]}")
                .bearing(tokens.subscriber("b"))),
        new Provocation("issueTicket", 413, to(ask, "/tickets", "application/json", LARGE)),
        new Provocation("issueTicket", 415, to(ask, "/tickets", "image/png", "a")));
  }

  private List<Provocation> operate() {
    var renewer = tokens.of("contract-renewer", List.of(), List.of("**"));
    var renewed = connection(renewer);
    var revoked = connection(tokens.of("contract-revoked", List.of(), List.of("**")));
    var explained = "/explain?event=1732262400123-0&connection=" + renewed;
    var renewal = Ask.post("/connections/" + renewed + "/token", TEXT, "");
    return Stream.of(
            operators("listConnections", Ask.get("/connections?limit=1")),
            List.of(
                new Provocation(
                    "listConnections", 400, operating(Ask.get("/connections?limit=0")))),
            operators("listTopics", Ask.get("/topics?limit=1")),
            List.of(new Provocation("listTopics", 400, operating(Ask.get("/topics?limit=0")))),
            operators("explain", Ask.get(explained)),
            List.of(
                new Provocation("explain", 400, operating(Ask.get("/explain"))),
                new Provocation("explain", 404, operating(Ask.get(explained + "x")))),
            operators("revoke", delete("/connections?subject=contract-nobody")),
            List.of(new Provocation("revoke", 400, operating(delete("/connections")))),
            operators("revokeConnection", delete("/connections/" + revoked)),
            List.of(
                new Provocation("revokeConnection", 404, operating(delete("/connections/none"))),
                new Provocation("renew", 200, renewal.bearing(renewer)),
                new Provocation("renew", 401, renewal),
                new Provocation("renew", 403, renewal.bearing(tokens.everything())),
                new Provocation(
                    "renew", 404, Ask.post("/connections/none/token", TEXT, "").bearing(renewer))))
        .flatMap(List::stream)
        .toList();
  }

  /// What is for operators only, refused to the others first.
  private List<Provocation> operators(String operation, Ask ask) {
    return List.of(
        new Provocation(operation, 401, ask),
        new Provocation(operation, 403, ask.bearing(tokens.everything())),
        new Provocation(operation, 200, operating(ask)));
  }

  private Ask operating(Ask ask) {
    return ask.bearing(operator(hub));
  }

  /// The token of an operator.
  static String operator(Hub hub) {
    var claims = hub.tokens().claims("operator", List.of(), List.of(), Duration.ofHours(1));
    return hub.tokens()
        .signed(claims.add("groups", Json.createArrayBuilder().add("tidings-admin")));
  }

  private static Ask delete(String target) {
    return new Ask("DELETE", target, Map.of(), "");
  }

  /// The id of a stream that stays open.
  private String connection(String token) {
    return EventStream.open(hub.uri("/stream?topic=contract/operated"), token, Map.of())
        .response()
        .headers()
        .firstValue("Tidings-Connection")
        .orElseThrow();
  }

  private List<Provocation> describe() {
    return Stream.of("describeRequests /openapi", "describeStreams /asyncapi")
        .map(line -> line.split(" ", -1))
        .flatMap(
            line ->
                Stream.of(
                    new Provocation(line[0], 200, Ask.get(line[1])),
                    new Provocation(
                        line[0], 200, Ask.get(line[1]).with("Accept", "application/json")),
                    new Provocation(
                        line[0], 401, Ask.get(line[1]).bearing(new Tokens().everything())),
                    new Provocation(line[0], 406, Ask.get(line[1]).with("Accept", "image/png"))))
        .toList();
  }

  private static Ask keyed(Ask ask) {
    return ask.with(KEY, "contract");
  }

  private static String event(String id, String data) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + id
        + "\",\"source\":\"/contract\",\"type\":\"a\",\"data\":"
        + data
        + "}";
  }

  private static Ask lines(Ask ask) {
    return ask.with("Accept", LINES);
  }

  private static Ask poll(Ask ask) {
    return ask.with("Accept", "application/json");
  }

  private static Ask to(Ask ask, String target) {
    return new Ask(ask.method(), target, ask.headers(), ask.body());
  }

  private static Ask to(Ask ask, String target, String contentType, String body) {
    return new Ask(ask.method(), target, ask.headers(), body).with("Content-Type", contentType);
  }
}
