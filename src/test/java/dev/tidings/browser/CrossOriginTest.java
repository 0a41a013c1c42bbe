package dev.tidings.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossOriginTest {

  private static final String APP = "https://app.test";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  private static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";

  private WebServer named;
  private WebServer open;
  private WebServer both;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  void start() {
    named = serve(APP, "http://[::1]:3000");
    open = serve("*");
    both = serve(APP, "*");
  }

  private static WebServer serve(String... origins) {
    var filter = new CrossOrigin(AllowedOrigins.of(List.of(origins)));
    return WebServer.builder()
        .port(0)
        .routing(
            routing -> routing.addFilter(filter).any("/", (_, response) -> response.send("served")))
        .build()
        .start();
  }

  @AfterAll
  void stop() {
    for (var server : List.of(named, open, both)) {
      server.stop();
    }
  }

  private HttpResponse<String> ask(WebServer server, String method, String... headers)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
    var request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpHeaders answerTo(WebServer server, String origin) throws Exception {
    return ask(server, "GET", "Origin", origin).headers();
  }

  private HttpResponse<String> preflight(WebServer server, String origin, String... more)
      throws Exception {
    var headers = Arrays.copyOf(new String[] {"Origin", origin}, 4 + more.length);
    headers[2] = "Access-Control-Request-Method";
    headers[3] = "POST";
    System.arraycopy(more, 0, headers, 4, more.length);
    return ask(server, "OPTIONS", headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {APP, "http://[::1]:3000"})
  void aNamedOriginMayReadAndSendItsCookie(String origin) throws Exception {
    var headers = answerTo(named, origin);

    assertThat(headers.allValues(ALLOW_ORIGIN)).containsExactly(origin);
    assertThat(headers.allValues(ALLOW_CREDENTIALS)).containsExactly("true");
    assertThat(headers.firstValue("Access-Control-Expose-Headers").orElseThrow().split(", "))
        .contains("Tidings-Connection", "Retry-After", "Link", "Idempotent-Replayed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.test.evil.test",
        "https://evilapp.test",
        "https://app.test.",
        "https://sub.app.test",
        "https://app.tes",
        "https://App.test",
        "HTTPS://app.test",
        "http://app.test",
        "https://app.test:443",
        "https://app.test:8443",
        "https://app.test/",
        "https://app.test@evil.test",
        "https://app.test#evil.test",
        "https://app.test, https://evil.test",
        "https://evil.test, https://app.test",
        "https://app.test https://evil.test",
        "https://xn--pp-6kc.test",
        "app.test",
        "//app.test",
        "*",
        "null"
      })
  void anOriginThatOnlyLooksLikeItMayNot(String origin) throws Exception {
    var answer = ask(named, "GET", "Origin", origin);
    var first = preflight(named, origin);

    assertThat(answer.body()).isEqualTo("served");
    assertThat(answer.headers().map().keySet()).noneMatch(CrossOriginTest::isCors);
    assertThat(first.headers().map().keySet()).noneMatch(CrossOriginTest::isCors);
  }

  private static boolean isCors(String header) {
    return header.regionMatches(true, 0, "Access-Control-", 0, 15);
  }

  @Test
  void twoOriginsAreNone() throws Exception {
    for (var server : List.of(named, open, both)) {
      var answer = ask(server, "GET", "Origin", APP, "Origin", APP);

      assertThat(answer.headers().map().keySet()).noneMatch(CrossOriginTest::isCors);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://any.test", "null", APP})
  void whereEverybodyMayReadNobodyMaySendACookie(String origin) throws Exception {
    var headers = answerTo(open, origin);

    assertThat(headers.allValues(ALLOW_ORIGIN)).containsExactly("*");
    assertThat(headers.firstValue(ALLOW_CREDENTIALS)).isEmpty();
    assertThat(headers.firstValue("Access-Control-Expose-Headers")).isPresent();
    assertThat(preflight(open, origin).headers().firstValue(ALLOW_CREDENTIALS)).isEmpty();
  }

  @Test
  void besideEverybodyTheNamedOnesMay() throws Exception {
    assertThat(answerTo(both, APP).allValues(ALLOW_ORIGIN)).containsExactly(APP);
    assertThat(answerTo(both, APP).allValues(ALLOW_CREDENTIALS)).containsExactly("true");
    assertThat(answerTo(both, "https://any.test").allValues(ALLOW_ORIGIN)).containsExactly("*");
    assertThat(answerTo(both, "https://any.test").firstValue(ALLOW_CREDENTIALS)).isEmpty();
  }

  @Test
  void aCacheIsToldWhereAnswersDiffer() throws Exception {
    for (var server : List.of(named, both)) {
      assertThat(ask(server, "GET").headers().allValues("Vary")).containsExactly("Origin");
      assertThat(answerTo(server, APP).allValues("Vary")).containsExactly("Origin");
      assertThat(answerTo(server, "https://any.test").allValues("Vary")).containsExactly("Origin");
      assertThat(preflight(server, APP).headers().allValues("Vary")).containsExactly("Origin");
    }
    assertThat(answerTo(open, APP).allValues("Vary")).isEmpty();
  }

  @Test
  void aRequestThatAPageMustAskForIsGrantedForTwoHours() throws Exception {
    for (var server : List.of(named, open)) {
      var answer = preflight(server, APP);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
          .isEqualTo("GET, HEAD, POST, DELETE");
      assertThat(answer.headers().firstValue("Access-Control-Max-Age")).hasValue("7200");
      assertThat(answer.headers().firstValue(ALLOW_HEADERS).orElseThrow().split(", "))
          .contains("Authorization", "Content-Type", "Last-Event-ID", "Idempotency-Key");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ce-id,ce-source,content-type | ce-id, ce-source",
        "ce-id , ce-type              | ce-id, ce-type",
        "ce-id,ce-id                  | ce-id",
        "ce-,ce-a b,ce-ä,CE-X,xce-id  | ''",
        "x-other                      | ''",
        "ce-id\u0009,;,               | ce-id"
      })
  void theAttributesOfACloudEventAreGrantedAsTheyAreAskedFor(String asked, String granted)
      throws Exception {
    var fixed = preflight(named, APP).headers().firstValue(ALLOW_HEADERS).orElseThrow();

    var answer = preflight(named, APP, "Access-Control-Request-Headers", asked);

    assertThat(answer.headers().firstValue(ALLOW_HEADERS))
        .hasValue(granted.isEmpty() ? fixed : fixed + ", " + granted);
  }

  @Test
  void aPreflightIsNotAnsweredAtAnyLength() throws Exception {
    var many = "ce-a" + ",ce-a%d".repeat(1000).formatted((Object[]) numbers(1000));

    var answer = preflight(named, APP, "Access-Control-Request-Headers", many);

    assertThat(answer.headers().firstValue(ALLOW_HEADERS).orElseThrow()).hasSizeLessThan(1000);
  }

  private static Integer[] numbers(int count) {
    var numbers = new Integer[count];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }

  @Test
  void anOptionsRequestThatIsNoPreflightIsServed() throws Exception {
    assertThat(ask(named, "OPTIONS", "Origin", APP).body()).isEqualTo("served");
    assertThat(ask(named, "OPTIONS", "Access-Control-Request-Method", "POST").body())
        .isEqualTo("served");
    assertThat(ask(named, "GET", "Origin", APP, "Access-Control-Request-Method", "POST").body())
        .isEqualTo("served");
  }
}
