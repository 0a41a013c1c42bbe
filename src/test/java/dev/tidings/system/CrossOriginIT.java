package dev.tidings.system;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What pages of other origins may read of every kind of answer, and what all answers tell
/// browsers.
class CrossOriginIT {

  private static final String APP = "https://app.test";
  private static final String EVIL = "https://app.test.evil.test";

  private final Hub hub = Hub.shared();

  private RequestSpecification from(String origin) {
    return given()
        .baseUri(hub.uri("").toString())
        .urlEncodingEnabled(false)
        .header("Origin", origin);
  }

  private RequestSpecification withToken(String origin) {
    return from(origin).header("Authorization", "Bearer " + hub.tokens().everything());
  }

  private static void assertReadable(ValidatableResponse answer) {
    answer
        .header("Access-Control-Allow-Origin", equalTo(APP))
        .header("Access-Control-Allow-Credentials", equalTo("true"))
        .header("Access-Control-Expose-Headers", containsString("Tidings-Connection"))
        .header("Vary", equalTo("Origin"));
  }

  private static void assertSecret(ValidatableResponse answer) {
    answer
        .header("Access-Control-Allow-Origin", nullValue())
        .header("Access-Control-Allow-Credentials", nullValue())
        .header("Access-Control-Expose-Headers", nullValue())
        .header("Vary", equalTo("Origin"));
  }

  private static void assertSafe(ValidatableResponse answer) {
    answer
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Referrer-Policy", equalTo("no-referrer"));
    assertThat(answer.extract().headers().getValues("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /health/live, 200",
    "GET, /health/nothing, 404",
    "GET, /nowhere, 404",
    "PUT, /stream, 405",
    "OPTIONS, /stream, 200",
    "GET, /stream, 400",
    "GET, /stream?topic=a//b, 400",
    "GET, /stream?topic=secret, 401",
    "GET, /stream?topic=a&token=bad, 401",
    "POST, /topics/a, 401",
    "POST, /topics, 401",
    "POST, /tickets, 401"
  })
  void everyAnswerSaysWhoMayReadIt(String method, String path, int status) {
    var allowed = from(APP).contentType("text/plain").request(method, path).then();
    var other = from(EVIL).contentType("text/plain").request(method, path).then();

    allowed.statusCode(status);
    other.statusCode(status);
    assertReadable(allowed);
    assertSecret(other);
    assertSafe(allowed);
    assertSafe(other);
  }

  @Test
  void aPublicationIsAnsweredToWhoMayReadIt() {
    for (var query : Map.of("", 201, "?event=a%0Ab", 400).entrySet()) {
      var target = "/topics/cors/published" + query.getKey();
      var allowed = withToken(APP).contentType("application/json").body("1").post(target).then();
      var other = withToken(EVIL).contentType("application/json").body("1").post(target).then();

      allowed.statusCode(query.getValue());
      other.statusCode(query.getValue());
      assertReadable(allowed);
      assertSecret(other);
      assertSafe(allowed);
    }
  }

  @Test
  void anOpenStreamSaysWhoMayReadItBeforeItsFirstEvent() {
    for (var origin : new String[] {APP, EVIL}) {
      try (var stream =
          EventStream.open(hub.uri("/stream?topic=open/cors"), null, Map.of("Origin", origin))) {
        var headers = stream.response().headers();

        assertThat(headers.firstValue("Access-Control-Allow-Origin").orElse("nobody"))
            .isEqualTo(origin.equals(APP) ? APP : "nobody");
        assertThat(headers.allValues("Vary")).containsExactly("Origin");
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/topics/a", "/topics", "/stream", "/health/live", "/nowhere"})
  void aPreflightIsAnsweredWithoutAToken(String path) {
    var answer =
        from(APP)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,ce-id,content-type")
            .options(path)
            .then();

    answer
        .statusCode(200)
        .header("Access-Control-Allow-Methods", containsString("POST"))
        .header("Access-Control-Allow-Headers", containsString("ce-id"))
        .header("Access-Control-Max-Age", equalTo("7200"));
    assertReadable(answer);
    assertSafe(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {EVIL, "null", "https://app.test:8443", "http://app.test"})
  void aPreflightOfSomebodyElseGrantsNothing(String origin) {
    var headers =
        from(origin).header("Access-Control-Request-Method", "POST").options("/topics/a").headers();

    assertThat(headers).noneMatch(header -> header.getName().startsWith("Access-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"})
  void whatTheServerRefusesByItselfIsAsSafe(String request) {
    var answer = RawHttp.exchange(hub, request);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void whereNoOriginIsAllowedNothingIsSaidOfAny() {
    try (var closed = new Hub.Launch().with("tidings.topics.public", "open").start()) {
      Headers headers =
          given()
              .baseUri(closed.uri("").toString())
              .header("Origin", APP)
              .get("/health/live")
              .headers();

      assertThat(headers)
          .noneMatch(header -> header.getName().startsWith("Access-"))
          .noneMatch(header -> header.getName().equals("Vary"));
    }
  }
}
