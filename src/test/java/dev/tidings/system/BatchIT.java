package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import jakarta.json.JsonString;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /topics`: a batch, one publication a line.
class BatchIT {

  private static final String TYPE = "application/x-ndjson";
  private static final int MOST_LINES = 10_000;
  private static final int MOST_BYTES = 8 << 20;

  private final Hub hub = Hub.shared();
  private final EventStream everything = hub.subscribe("batch/**");

  /// Whatever a test did not read, and this: no more, and in particular nothing of what was
  /// refused.
  @AfterEach
  void nothingElseWasPublished() {
    hub.publish("batch/last", "last");
    assertThat(everything.next().data()).isEqualTo("last");
    everything.close();
  }

  private HttpResponse<String> post(String lines) {
    return hub.post("/topics", TYPE, lines);
  }

  private static String line(String topic, String data) {
    return "{\"topic\":\"%s\",\"data\":\"%s\"}".formatted(topic, data);
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> line("batch/" + i % 7, "event " + i) + "\n")
        .collect(Collectors.joining());
  }

  private static List<String> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    var body = Problems.json(answer.body());
    assertThat(body.keySet()).containsExactly("ids");
    return body.getJsonArray("ids").getValuesAs(JsonString::getString);
  }

  private static void assertNames(HttpResponse<String> answer, int status, int line) {
    assertProblem(answer, status, "/topics");
    assertThat(Problems.json(answer.body()).getString("detail")).startsWith("line " + line + ": ");
  }

  @Test
  void aBatchIsAnsweredWithTheIdsInTheOrderOfItsLines() {
    var ids = ids(post(lines(3)));

    assertThat(ids).hasSize(3);
    assertThat(ids.stream().map(id -> Cursor.parse(id).orElseThrow())).isSorted();
    for (int i = 0; i < 3; i++) {
      assertThat(everything.next())
          .extracting(EventStream.Block::id, EventStream.Block::data)
          .containsExactly(ids.get(i), "event " + i);
    }
  }

  @Test
  void aLineMayHaveAnEventTypeAndARetryAndAnyJsonForItsData() {
    ids(
        post(
            """
            {"topic":"batch/a","event":"goal","retry":700,"data":{"minute": 87, "by": "Ä\\u00e9"}}
            {"topic":"batch/b","data":"two\\nlines"}
            {"topic":"batch/c","data":null}\
            """));

    var goal = everything.next();
    assertThat(goal.type()).isEqualTo("goal");
    assertThat(goal.retry()).isEqualTo("700");
    assertThat(goal.data()).isEqualTo("{\"minute\":87,\"by\":\"Ä\\u00e9\"}");
    assertThat(everything.next(2)).containsExactly("two\nlines", "null");
  }

  @Test
  void blankLinesAndAnyEndOfLineAreTaken() {
    var ids = ids(post("\n \r\n" + line("batch/a", "1") + "\r\n\r\n" + line("batch/a", "2")));

    assertThat(ids).hasSize(2);
    assertThat(everything.next(2)).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 100})
  void theFirstBadLineIsNamedAndNothingIsStored(int bad) {
    var lines = new ArrayList<>(lines(100).lines().toList());
    lines.set(bad - 1, "{\"topic\":\"batch/bad\"}");
    lines.set(99, "{");

    assertNames(post(String.join("\n", lines)), 400, bad);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {\"topic\":\"batch/*\",\"data\":1}",
        "400 | {\"topic\":\"batch\",\"data\":1,\"id\":\"x\"}",
        "400 | {\"topic\":\"batch\",\"data\":\"\\ud800\"}",
        "400 | garbage",
        "403 | {\"topic\":\"tidings/canary\",\"data\":1}"
      })
  void whatALineMayNotBeIsNamedWithItsNumber(int status, String bad) {
    assertNames(post(line("batch/a", "good") + "\n\n" + bad), status, 3);
  }

  @Test
  void anEventOfABatchIsNoLargerThanAnyOther() {
    ids(post(line("batch/size", "a".repeat(65_536))));
    assertThat(everything.next().data()).hasSize(65_536);

    assertNames(post(lines(1) + line("batch/size", "a".repeat(65_537))), 413, 2);
  }

  @Test
  void tenThousandLinesAreTakenAndDeliveredInOrder() {
    var ids = ids(post(lines(MOST_LINES)));

    assertThat(ids).hasSize(MOST_LINES);
    for (int i = 0; i < MOST_LINES; i++) {
      var event = everything.next();
      assertThat(event.id()).isEqualTo(ids.get(i));
      assertThat(event.data()).isEqualTo("event " + i);
    }
  }

  @Test
  void oneLineMoreIsTooMany() {
    assertProblem(post(lines(MOST_LINES + 1)), 413, "/topics");
  }

  @Test
  void eightMebibytesAreTakenAndNoMore() {
    var line = line("batch/large", "a".repeat(65_000)) + "\n";
    var count = MOST_BYTES / line.length();
    var most = line.repeat(count);
    assertThat(ids(post(most + " ".repeat(MOST_BYTES - most.length())))).hasSize(count);
    everything.next(count);

    assertProblem(post(most + " ".repeat(MOST_BYTES - most.length() + 1)), 413, "/topics");
  }

  @Test
  void anEmptyBatchIsRefused() {
    assertProblem(post(""), 400, "/topics");
    assertProblem(post("\n \n"), 400, "/topics");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain",
        "application/x-ndjson; charset=utf-16",
        "application/cloudevents-batch+json"
      })
  void onlyLinesOfJsonAreABatch(String type) {
    assertProblem(hub.post("/topics", type, lines(1)), 415, "/topics");
  }

  @Test
  void whatWouldBePassedOverIsRefused() {
    assertProblem(hub.post("/topics?event=goal", TYPE, lines(1)), 400, "/topics");
  }

  @Test
  void everyLineNeedsItsGrant() {
    var token = hub.tokens().publisher("batch/0", "batch/1");

    assertNames(postWith(token, lines(3)), 403, 3);
    ids(postWith(token, lines(2)));
    everything.next(2);
  }

  private HttpResponse<String> postWith(String token, String lines) {
    return hub.send(
        HttpRequest.newBuilder(hub.uri("/topics"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", TYPE)
            .POST(HttpRequest.BodyPublishers.ofString(lines)));
  }

  // ---- what no client would send

  private static String head(String headers) {
    return RawHttp.head("POST", "/topics", "Content-Type: " + TYPE + "\r\n" + headers);
  }

  private String bearer() {
    return RawHttp.bearer(hub.tokens().everything());
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @ParameterizedTest
  @CsvSource({"'', 401", "Authorization: Bearer x, 401", "SUBSCRIBER, 403"})
  void whoMayNotPublishIsToldBeforeAnythingOfTheBodyHasCome(String credential, int status) {
    var header =
        credential.equals("SUBSCRIBER")
            ? RawHttp.bearer(hub.tokens().subscriber("**"))
            : credential.isEmpty() ? "" : credential + "\r\n";

    assertProblem(
        RawHttp.exchange(hub, head(header + "Content-Length: 1000\r\n")), status, "/topics");
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsRefusedUnread() {
    for (var length : new String[] {"8388609", "999999999999999999"}) {
      assertProblem(
          RawHttp.exchange(hub, head(bearer() + "Content-Length: " + length + "\r\n")),
          413,
          "/topics");
    }
  }

  @Test
  void aLineOfTenMegabytesIsRefused() {
    try (var endless = new RawHttp(hub)) {
      endless.send(head(bearer() + "Transfer-Encoding: chunked\r\n"));
      var chunk = chunk("a".repeat(100_000));
      for (int i = 0; i < 100; i++) {
        endless.send(chunk);
      }

      assertProblem(endless.answer(), 413, "/topics");
    }
  }

  @Test
  void aBatchThatIsCutOffIsNotPublishedNotEvenWhatHasCome() {
    var first = line("batch/cut", "a") + "\n";
    for (var body :
        new String[] {
          "Content-Length: " + 2 * first.length() + "\r\n\r\n" + first,
          "Transfer-Encoding: chunked\r\n\r\n" + chunk(first)
        }) {
      try (var liar = new RawHttp(hub)) {
        var head = head(bearer());
        liar.send(head.substring(0, head.length() - 2) + body);
      }
    }
  }

  @Test
  void aChunkWhoseLengthIsNoNumberIsRefused() {
    assertProblem(
        RawHttp.exchange(
            hub,
            head(bearer() + "Transfer-Encoding: chunked\r\n")
                + chunk(line("batch/a", "b") + "\n")
                + "zz\r\n"),
        400,
        "/topics");
  }

  @Test
  void bodiesThatStopArrivingKeepNobodyFromPublishing() {
    var stopped = new ArrayList<RawHttp>();
    try {
      for (int i = 0; i < 20; i++) {
        var connection = new RawHttp(hub);
        stopped.add(connection);
        connection.send(head(bearer() + "Content-Length: 1000000\r\n") + lines(100));
      }

      ids(post(lines(2)));
      assertThat(everything.next(2)).containsExactly("event 0", "event 1");
    } finally {
      stopped.forEach(RawHttp::close);
    }
  }

  @Test
  void aBatchAndAnotherMayUseOneConnection() {
    try (var connection = new RawHttp(hub)) {
      for (int i = 0; i < 3; i++) {
        var lines = lines(2);
        connection.send(head(bearer() + "Content-Length: " + lines.length() + "\r\n") + lines);
        assertThat(connection.answer().status()).isEqualTo(201);
        connection.send(head(bearer() + "Content-Length: 2\r\n") + "{\n");
        assertThat(connection.answer().status()).isEqualTo(400);
      }
    }
    everything.next(6);
  }
}
