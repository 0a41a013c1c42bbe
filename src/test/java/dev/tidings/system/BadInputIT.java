package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What strangers send: a clear problem for them, and nothing at all for everybody else.
class BadInputIT {

  private final Hub hub = Hub.shared();
  private final String bearer = RawHttp.bearer(hub.tokens().everything());

  @AfterEach
  void theHubGoesOnWorking() {
    try (var stream = hub.subscribe("input/after")) {
      hub.publish("input/after", "still here");
      assertThat(stream.next().data()).isEqualTo("still here");
    }
  }

  private String post(String target, String headers) {
    return RawHttp.head("POST", target, bearer + "Content-Type: text/plain\r\n" + headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00FF", "a\u00C3", "\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00E4"})
  void aBodyThatIsNotUtf8IsRefused(String latin1) {
    var body = latin1.getBytes(ISO_8859_1);
    var request =
        HttpRequest.newBuilder(hub.uri("/topics/input"))
            .header("Authorization", "Bearer " + hub.tokens().everything())
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));

    assertProblem(hub.send(request), 400, "/topics/input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event=x%0adata:%20forged",
        "event=x%0d%0a%0d%0adata:%20forged",
        "event=x%00",
        "event=x%C2%85y"
      })
  void aTypeCannotSmuggleAFieldIntoTheStream(String query) {
    try (var stream = hub.subscribe("input/forged")) {
      var answer = hub.post("/topics/input/forged?" + query, "text/plain", "a");
      hub.publish("input/forged", "good");

      assertProblem(answer, 400, "/topics/input/forged");
      assertThat(stream.next().data()).isEqualTo("good");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GARBAGE",
        "GET /health/live",
        "GET  /health/live HTTP/1.1",
        "GET /health/live HTTP/9.9",
        "G\u0001T /health/live HTTP/1.1",
        "GET /health/\u0001 HTTP/1.1",
        "/ / /",
        "GET http://hub.test HTTP/1.1",
        "GET http://hub.test?topic=a HTTP/1.1",
        "GET stream?topic=a HTTP/1.1",
        "GET //hub.test/stream?topic=a HTTP/1.1",
        "GET ///stream?topic=a HTTP/1.1",
        "GET * HTTP/1.1"
      })
  void aMalformedRequestLineIsRefused(String line) {
    assertRefused(RawHttp.exchange(hub, line + "\r\nHost: a\r\n\r\n"), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: a\r\nno colon\r\n",
        "Host: a\r\nX: a\u0001b\r\n",
        "Host: a\r\nX y: a\r\n",
        "Host: a\r\nContent-Length: x\r\n"
      })
  void malformedHeadersAreRefused(String headers) {
    assertRefused(RawHttp.exchange(hub, "GET /stream HTTP/1.1\r\n" + headers + "\r\n"), 400);
  }

  @Test
  void anAbsurdlyLongUrlIsRefused() {
    var target = "/stream?topic=a&x=" + "a".repeat(100_000);

    assertRefused(RawHttp.exchange(hub, "GET", target, bearer), 414);
  }

  @Test
  void headersOf40KibibytesAreRefused() {
    var header = "X-Large: " + "a".repeat(40 << 10) + "\r\n";

    assertRefused(RawHttp.exchange(hub, "GET", "/stream?topic=a", bearer + header), 400);
  }

  @Test
  void tenThousandParametersAreTooMany() {
    assertRefused(
        RawHttp.exchange(hub, "GET", "/stream?" + "topic=a&".repeat(10_000), bearer), 414);
    assertProblem(
        RawHttp.exchange(hub, "GET", "/stream?" + "topic=a&".repeat(3_000), bearer),
        400,
        "/stream");
  }

  private static void assertRefused(RawHttp.Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(Problems.json(answer.body()).getInt("status")).isEqualTo(status);
    assertThat(Problems.json(answer.body()).getString("instance", "")).doesNotContain("?");
    Problems.assertTellsNothingOfTheInside(answer.body());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere, 404",
    "PUT, /topics, 405",
    "GET, /tickets, 405",
    "POST, /nowhere, 404",
    "PUT, /topics/a, 405",
    "DELETE, /topics/a, 405",
    "POST, /stream, 405",
    "PATCH, /stream, 405",
    "BREW, /stream, 405",
    "GET, /application.wadl, 404",
    "GET, /%, 400"
  })
  void whatIsNotThereIsAProblemToo(String method, String target, int status) {
    assertProblem(RawHttp.exchange(hub, method, target + "?token=secret", bearer), status, target);
  }

  @Test
  void optionsTellsTheMethods() {
    var answer = RawHttp.exchange(hub, "OPTIONS", "/stream", "");

    assertThat(answer.status()).isBetween(200, 204);
    assertThat(answer.header("allow")).contains("GET");
  }

  @Test
  void aChunkedBodyIsTaken() {
    var answer =
        RawHttp.exchange(
            hub,
            post("/topics/input", "Transfer-Encoding: chunked\r\n")
                + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");

    assertThat(answer.status()).isEqualTo(201);
  }

  @Test
  void aChunkedBodyThatIsTooLargeIsRefused() {
    var answer =
        RawHttp.exchange(
            hub,
            post("/topics/input", "Transfer-Encoding: chunked\r\n")
                + ("1000\r\n" + "a".repeat(0x1000) + "\r\n").repeat(17)
                + "0\r\n\r\n");

    assertProblem(answer, 413, "/topics/input");
  }

  @Test
  void aChunkWhoseLengthIsNoNumberIsRefused() {
    var answer =
        RawHttp.exchange(
            hub, post("/topics/input", "Transfer-Encoding: chunked\r\n") + "zz\r\nab\r\n0\r\n\r\n");

    assertProblem(answer, 400, "/topics/input");
  }

  @Test
  void aChunkWhoseLineIsBrokenIsRefusedAndTheLogTellsNothing() {
    var before = hub.output().length();

    var answer =
        RawHttp.exchange(
            hub,
            post("/topics/input", "Transfer-Encoding: chunked\r\n") + "2;a\rb\nab\r\n0\r\n\r\n");

    assertProblem(answer, 400, "/topics/input");
    assertThat(hub.output().substring(before)).doesNotContain("SEVERE");
  }

  @Test
  void aBodyShorterThanDeclaredIsNotPublished() {
    try (var stream = hub.subscribe("input/short")) {
      try (var liar = new RawHttp(hub)) {
        liar.send(post("/topics/input/short", "Content-Length: 10\r\n") + "only");
      }
      hub.publish("input/short", "good");

      assertThat(stream.next().data()).isEqualTo("good");
    }
  }

  @Test
  void whatFollowsABodyLongerThanDeclaredIsNoPartOfIt() {
    try (var stream = hub.subscribe("input/long");
        var liar = new RawHttp(hub)) {
      liar.send(post("/topics/input/long", "Content-Length: 2\r\n") + "good and more\r\n\r\n");

      assertThat(liar.answer().status()).isEqualTo(201);
      assertRefused(liar.answer(), 400);
      assertThat(stream.next().data()).isEqualTo("go");
    }
  }

  @Test
  void aRefusedBodyIsNotTakenForTheNextRequest() {
    var hidden = RawHttp.head("GET", "/health/live", "");
    for (var head :
        new String[] {post("/nowhere", length(hidden)), post("/topics/a//b", length(hidden))}) {
      try (var connection = new RawHttp(hub)) {
        connection.send(head + hidden);
        assertThat(connection.answer().status()).isGreaterThanOrEqualTo(400);
        connection.send(RawHttp.head("BREW", "/stream", ""));

        assertThat(connection.answer().status()).isEqualTo(405);
      }
    }
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\r\n";
  }

  @Test
  void aPublisherThatAsksFirstIsToldToGoOn() {
    try (var polite = new RawHttp(hub)) {
      polite.send(post("/topics/input", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
      assertThat(polite.answer().status()).isEqualTo(100);
      polite.send("ab".getBytes(StandardCharsets.US_ASCII));

      assertThat(polite.answer().status()).isEqualTo(201);
    }
  }

  @Test
  void aConnectionServesManyRequests() {
    try (var connection = new RawHttp(hub)) {
      for (int i = 0; i < 3; i++) {
        connection.send(post("/topics/input", "Content-Length: 1\r\n") + "a");
        assertThat(connection.answer().status()).isEqualTo(201);
        connection.send(post("/topics/a//b", "Content-Length: 1\r\n") + "a");
        assertThat(connection.answer().status()).isEqualTo(400);
      }
    }
  }
}
