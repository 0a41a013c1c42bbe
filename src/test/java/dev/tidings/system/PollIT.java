package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /stream` as `application/json`: one answer to a question.
class PollIT {

  private static final int MANY = 3000;
  private static final int MOST_OF_ONE_ANSWER = 1024;

  private final Hub hub = Hub.shared();

  private JsonObject poll(String query) {
    return answerOf(hub.poll(query));
  }

  private static JsonObject answerOf(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return json(response.body());
  }

  private static List<String> data(JsonObject answer) {
    return answer.getJsonArray("events").getValuesAs(JsonObject.class).stream()
        .map(event -> event.getString("data"))
        .toList();
  }

  private static Cursor place(JsonObject answer) {
    return Cursor.parse(answer.getString("lastEventId")).orElseThrow();
  }

  /// @return once somebody waits for the answer
  private FutureTask<JsonObject> waiting(String query) {
    var poll = new FutureTask<>(() -> poll(query));
    Thread.ofVirtual().start(poll);
    return poll;
  }

  @Test
  void whatIsBehindTheCursorIsAnsweredAtOnce() {
    var first = hub.publish("poll/behind", "1");
    hub.publish("poll/behind", "2");
    var last = hub.publish("poll/behind", "3");

    var answer = poll("topic=poll/behind&lastEventId=" + first);

    assertThat(answer.keySet()).containsExactly("events", "lastEventId");
    assertThat(data(answer)).containsExactly("2", "3");
    assertThat(answer.getString("lastEventId")).isEqualTo(last);
    assertThat(answer.getJsonArray("events").getJsonObject(0).keySet())
        .containsExactly("id", "topic", "event", "time", "contentType", "data");
  }

  @Test
  void aPollWaitsForAnEvent() throws Exception {
    var start = poll("topic=poll/waits&wait=0").getString("lastEventId");
    var poll = waiting("topic=poll/waits&wait=20&lastEventId=" + start);

    var id = hub.publish("poll/waits", "came");

    var answer = poll.get();
    assertThat(data(answer)).containsExactly("came");
    assertThat(answer.getString("lastEventId")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "00"})
  void whenTimeIsUpTheAnswerIsThatThereWasNothing(String wait) {
    var before = Cursor.parse(hub.publish("poll/elsewhere", "x")).orElseThrow();
    var began = System.nanoTime();

    var answer = poll("topic=poll/nothing&wait=" + wait);

    assertThat(data(answer)).isEmpty();
    assertThat(place(answer)).isGreaterThanOrEqualTo(before);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(Integer.parseInt(wait)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"55", "56", "3600", "2147483648", "99999999999999999999"})
  void aLongWaitIsTakenForTheLongestThereIs(String wait) {
    hub.publish("poll/long", "there");

    assertThat(data(poll("topic=poll/long&since=earliest&wait=" + wait))).contains("there");
  }

  @Test
  void aQuietPollersCursorGoesOnWithWhatOthersAreTold() throws Exception {
    var start = place(poll("topic=poll/quiet&wait=0"));
    var poll = waiting("topic=poll/quiet&wait=2&lastEventId=" + start);
    var elsewhere = Cursor.parse(hub.publish("poll/loud", "x")).orElseThrow();

    assertThat(place(poll.get())).isGreaterThanOrEqualTo(elsewhere);
  }

  @Test
  void whatWasAcknowledgedBeforeThePollIsInItsAnswer() {
    var cursor = poll("topic=poll/acknowledged&wait=0").getString("lastEventId");
    for (int i = 0; i < 200; i++) {
      hub.publish("poll/acknowledged", "event " + i);

      var answer = poll("topic=poll/acknowledged&wait=0&lastEventId=" + cursor);

      assertThat(data(answer)).containsExactly("event " + i);
      cursor = answer.getString("lastEventId");
    }
  }

  @Test
  void moreThanFitsIntoOneAnswerComesInSeveral() {
    var start = poll("topic=poll/many&wait=0").getString("lastEventId");
    var lines =
        IntStream.range(0, MANY)
            .mapToObj(
                i -> "{\"topic\":\"poll/many\",\"data\":\"%d %s\"}".formatted(i, "x".repeat(99)))
            .collect(Collectors.joining("\n"));
    assertThat(hub.post("/topics", "application/x-ndjson", lines).statusCode()).isEqualTo(201);

    var received = new ArrayList<String>();
    var cursor = start;
    for (int polls = 0; received.size() < MANY; polls++) {
      assertThat(polls).isLessThan(MANY / 100);
      var answer = poll("topic=poll/many&lastEventId=" + cursor);
      assertThat(answer.getJsonArray("events")).hasSizeLessThanOrEqualTo(MOST_OF_ONE_ANSWER);
      assertThat(answer.toString()).hasSizeLessThan(1 << 20);
      data(answer).forEach(text -> received.add(text.substring(0, text.indexOf(' '))));
      cursor = answer.getString("lastEventId");
    }

    assertThat(received).isEqualTo(IntStream.range(0, MANY).mapToObj(String::valueOf).toList());
  }

  @ParameterizedTest
  @CsvSource({"1-0, true", "9000000000000-0, true", "1-0, false"})
  void aGapIsToldAtOnceWithWhatIsKept(String requested, boolean something) {
    var topic = "poll/gap/" + requested + something;
    if (something) {
      hub.publish(topic, "kept");
    }

    var answer = poll("topic=" + topic + "&lastEventId=" + requested);

    assertThat(answer.keySet()).containsExactly("events", "lastEventId", "gap");
    assertThat(answer.getJsonObject("gap").keySet()).containsExactly("requested", "oldest");
    assertThat(answer.getJsonObject("gap").getString("requested")).isEqualTo(requested);
    assertThat(data(answer)).isEqualTo(something ? List.of("kept") : List.of());
    var next = poll("topic=" + topic + "&wait=0&lastEventId=" + answer.getString("lastEventId"));
    assertThat(next.keySet()).doesNotContain("gap");
    assertThat(data(next)).isEmpty();
  }

  @Test
  void eventsMayBeCloudEvents() {
    hub.publish("poll/cloud", "x");

    var answer = poll("topic=poll/cloud&since=earliest&envelope=cloudevents");

    assertThat(answer.getJsonArray("events").getJsonObject(0).getString("specversion"))
        .isEqualTo("1.0");
  }

  @Test
  void aSnapshotIsOneAnswerAndTheNextPollGoesOn() {
    hub.publish("poll-snapshot/a", "1");
    hub.publish("poll-snapshot/a", "2");
    hub.publish("poll-snapshot/b", "3");

    var answer = poll("topic=poll-snapshot/*&snapshot=true");

    assertThat(data(answer)).containsExactly("2", "3");
    hub.publish("poll-snapshot/a", "4");
    var next =
        poll("topic=poll-snapshot/*&snapshot=true&lastEventId=" + answer.getString("lastEventId"));
    assertThat(data(next)).containsExactly("4");
  }

  @Test
  void ofAPollThatConflatesTheNewestOfEachTopicIsTheAnswer() {
    var start = poll("topic=poll-conflated/*&wait=0").getString("lastEventId");
    hub.publish("poll-conflated/a", "1");
    hub.publish("poll-conflated/b", "2");
    hub.publish("poll-conflated/a", "3");

    assertThat(data(poll("topic=poll-conflated/*&conflate=10s&lastEventId=" + start)))
        .containsExactly("2", "3");
  }

  @Test
  void anExpiringTokenIsAnAnswerWithWhatThereIs() {
    var request =
        java.net.http.HttpRequest.newBuilder(hub.uri("/stream?topic=poll/expiry&wait=20"))
            .header("Accept", "application/json")
            .header("Authorization", "Bearer " + hub.tokens().expiringIn(Duration.ofSeconds(4)));
    var began = System.nanoTime();

    var answer = answerOf(hub.send(request));

    assertThat(data(answer)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aPollNeedsTheRightsThatAStreamNeeds() {
    var path = "/stream?topic=poll/rights&wait=0";
    for (var accept : List.of("application/json", "application/x-ndjson")) {
      var request = RawHttp.exchange(hub, "GET", path, "Accept: " + accept + "\r\n");
      assertProblem(request, 401, "/stream");
      var others = RawHttp.bearer(hub.tokens().subscriber("poll/others"));
      assertProblem(
          RawHttp.exchange(hub, "GET", path, "Accept: " + accept + "\r\n" + others),
          403,
          "/stream");
    }
  }

  // ---- on one connection

  private static String request(String query, String token, String headers) {
    return RawHttp.head(
        "GET",
        "/stream?" + query,
        "Accept: application/json\r\n" + RawHttp.bearer(token) + headers);
  }

  private String request(String query) {
    return request(query, hub.tokens().everything(), "");
  }

  @Test
  void aConnectionServesOnePollAfterAnotherWhetherTheyWaitOrNot() {
    try (var connection = new RawHttp(hub)) {
      for (int i = 0; i < 5; i++) {
        connection.send(request("topic=poll/kept-alive&wait=1"));
        assertThat(connection.readThrough("\r\n0\r\n\r\n")).contains("200 OK", "{\"events\":[");

        connection.send(request("topic=poll/kept-alive&wait=0"));
        assertThat(connection.answer().status()).isEqualTo(200);
      }
      connection.send(RawHttp.head("GET", "/health/live", ""));
      assertThat(connection.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestThatIsSentBehindAPollIsServedBehindItsAnswer() {
    try (var connection = new RawHttp(hub)) {
      connection.send(
          request("topic=poll/pipelined&wait=1")
              + request("topic=poll/pipelined&wait=1")
              + RawHttp.head("GET", "/health/live", ""));

      assertThat(connection.readThrough("\r\n0\r\n\r\n")).contains("{\"events\":[");
      assertThat(connection.readThrough("\r\n0\r\n\r\n")).contains("{\"events\":[");
      assertThat(connection.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionIsClosedBehindTheAnswerIfTheClientWantsThat() throws IOException {
    try (var wire = Wire.to(hub)) {
      var token = hub.tokens().everything();
      wire.send(request("topic=poll/closed&wait=1", token, "Connection: close\r\n"));

      assertThat(wire.rest()).contains("{\"events\":[").endsWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void aBodyThatAPollHasNoUseForDoesNotDisturbTheNext() {
    try (var connection = new RawHttp(hub)) {
      connection.send(
          request("topic=poll/body&wait=1", hub.tokens().everything(), "Content-Length: 5\r\n")
              + "hello");
      assertThat(connection.readThrough("\r\n0\r\n\r\n")).contains("200 OK");
      connection.send(request("topic=poll/body&wait=0"));
      assertThat(connection.answer().status()).isEqualTo(200);
    }
  }
}
