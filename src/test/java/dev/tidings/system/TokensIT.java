package dev.tidings.system;

import static dev.tidings.system.RawHttp.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a token may stand, which of several counts, and what it lets its bearer do.
class TokensIT {

  private static final String TOPIC = "tokens/a";

  private final Hub hub = Hub.shared();
  private final String good = hub.tokens().of("good", List.of("tokens/**"), List.of("tokens/**"));
  private final String bad = new Tokens().everything();
  private final String other = hub.tokens().of("other", List.of("x"), List.of("x"));

  /// G stands for a good token, B for a bad one, O for one that grants something else.
  @ParameterizedTest
  @CsvSource({
    "G, '', '', 200",
    "'', G, '', 200",
    "'', '', G, 200",
    "'', '', '', 401",
    "G, B, B, 200",
    "B, G, G, 401",
    "O, G, G, 403",
    "'', G, B, 200",
    "'', B, G, 401",
    "'', O, G, 403"
  })
  void theHeaderCountsBeforeTheQueryAndThatBeforeTheCookie(
      String header, String query, String cookie, int status) {
    var target = "/stream?topic=" + TOPIC + (query.isEmpty() ? "" : "&token=" + token(query));

    assertThat(RawHttp.exchange(hub, "GET", target, headers(header, cookie)).status())
        .isEqualTo(status);
  }

  private String headers(String header, String cookie) {
    return (header.isEmpty() ? "" : bearer(token(header)))
        + (cookie.isEmpty() ? "" : "Cookie: a=b; tidings_token=" + token(cookie) + "; c=d\r\n");
  }

  private String token(String letter) {
    return switch (letter) {
      case "G" -> good;
      case "B" -> bad;
      default -> other;
    };
  }

  @ParameterizedTest
  @CsvSource({"Bearer", "bearer", "BEARER"})
  void theSchemeIsOfEitherCase(String scheme) {
    var header = "Authorization: " + scheme + " " + good + "\r\n";

    assertThat(publish("/topics/" + TOPIC, header)).isEqualTo(201);
  }

  @Test
  void aPublicationTakesNoTokenFromTheQuery() {
    assertThat(publish("/topics/" + TOPIC + "?token=" + good, "")).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.test, 201",
    "'', 401",
    "null, 401",
    "https://evil.test, 401",
    "https://app.test.evil.test, 401",
    "http://app.test, 401",
    "https://app.test:8443, 401"
  })
  void aPublicationTakesTheCookieOnlyFromAPageThatIsAllowed(String origin, int status) {
    var cookie = "Cookie: tidings_token=" + good + "\r\n";

    assertThat(
            publish(
                "/topics/" + TOPIC,
                cookie + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n")))
        .isEqualTo(status);
  }

  @Test
  void aCookieThatDoesNotCountDoesNotSpoilTheHeader() {
    var cookie = "Cookie: tidings_token=" + bad + "\r\nOrigin: https://evil.test\r\n";

    assertThat(publish("/topics/" + TOPIC, bearer(good) + cookie)).isEqualTo(201);
  }

  /// One of them a neighbour may have set.
  @Test
  void twoCookiesAreNoneThatIsGood() {
    var twice = "Cookie: tidings_token=" + good + "; tidings_token=" + good + "\r\n";

    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=" + TOPIC, twice).status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$Version=a", "$Version=1; $Path=x", ";;=;", "a", "=", "\""})
  void otherCookiesAreNobodysBusiness(String cookie) {
    var headers = "Cookie: " + cookie + "; tidings_token=" + good + "\r\n";

    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=" + TOPIC, headers).status())
        .isEqualTo(200);
  }

  private int publish(String target, String headers) {
    var request =
        RawHttp.head("POST", target, headers + "Content-Type: text/plain\r\nContent-Length: 1\r\n");
    return RawHttp.exchange(hub, request + "a").status();
  }

  @Test
  void aTokenOf8KibibytesFitsInTheHeaderAsInTheQuery() {
    var large =
        hub.tokens()
            .signed(
                hub.tokens()
                    .claims("large", List.of(), List.of("tokens/**"), Duration.ofHours(1))
                    .add("padding", "x".repeat(5600)));
    assertThat(large).hasSizeBetween(8000, 8192);

    var target = "/stream?topic=" + TOPIC;
    assertThat(RawHttp.exchange(hub, "GET", target, bearer(large)).status()).isEqualTo(200);
    assertThat(RawHttp.exchange(hub, "GET", target + "&token=" + large, "").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, 200",
    "a/*, a/b, 200",
    "a/**, a/b/c, 200",
    "a/**, a/*/c, 200",
    "a/**, a/**, 200",
    "**, **, 200",
    "*/b, a/b, 200",
    "a/b, a/c, 403",
    "a/b, a/*, 403",
    "a/*, a/**, 403",
    "a/*, a, 403",
    "a/**, a, 403",
    "a/**, **, 403",
    "*/**, **, 403",
    "*, *, 200",
    "*, **, 403",
    "A/b, a/b, 403",
    "a/** b/**, *, 403",
    "a/* a/*/**, a/**, 403",
    "a** a//b, a, 403"
  })
  void aFilterIsAllowedIfOneGrantCoversAllThatItCanMatch(String grants, String filter, int status) {
    var token = hub.tokens().subscriber(grants.split(" ", -1));

    try (var stream = EventStream.open(hub.uri("/stream?topic=" + filter), token, Map.of())) {
      assertThat(stream.response().statusCode()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({"a/**, a/b, 201", "a/*, a/b/c, 403", "a, b, 403", "**, tidings/x, 403"})
  void aTopicIsPublishedToIfAGrantMatches(String grant, String topic, int status) {
    assertThat(publish("/topics/" + topic, bearer(hub.tokens().publisher(grant))))
        .isEqualTo(status);
  }

  @Test
  void everyFilterOfAStreamMustBeAllowed() {
    var target = "/stream?topic=tokens/a&topic=b";

    assertThat(RawHttp.exchange(hub, "GET", target, bearer(good)).status()).isEqualTo(403);
  }

  @Test
  void theRightToPublishIsNotTheRightToSubscribe() {
    var publisher = hub.tokens().publisher("**");
    var subscriber = hub.tokens().subscriber("**");

    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a", bearer(publisher)).status())
        .isEqualTo(403);
    assertThat(publish("/topics/a", bearer(subscriber))).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"open/a, 200", "open/**, 200", "open/*, 200", "open, 401", "**, 401", "closed, 401"})
  void whatIsPublicNeedsNoToken(String filter, int status) {
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=" + filter, "").status())
        .isEqualTo(status);
  }

  @Test
  void whatIsPublicIsOpenToEveryGoodTokenAndToNoBadOne() {
    var target = "/stream?topic=open/a";

    assertThat(RawHttp.exchange(hub, "GET", target, bearer(other)).status()).isEqualTo(200);
    assertThat(RawHttp.exchange(hub, "GET", target, bearer(bad)).status()).isEqualTo(401);
    assertThat(RawHttp.exchange(hub, "GET", target + "&token=" + bad, "").status()).isEqualTo(401);
    assertThat(RawHttp.exchange(hub, "GET", target + "&ticket=a", "").status()).isEqualTo(401);
    assertThat(publish("/topics/open/a", "")).isEqualTo(401);
  }

  @Test
  void aStreamEndsWithItsTokenAndThatTokenOpensNoOther() {
    var token = hub.tokens().expiringIn(Duration.ofSeconds(5));
    var uri = hub.uri("/stream?topic=open/expiry&token=" + token);
    try (var stream = EventStream.open(uri, null, Map.of())) {
      var blocks = stream.rest();

      assertThat(blocks.getLast())
          .extracting(EventStream.Block::type, EventStream.Block::data, EventStream.Block::id)
          .containsExactly("tidings.bye", "{\"reason\":\"expired\"}", null);
      assertThat(Instant.now()).isAfter(exp(token).minusMillis(1));
    }
    try (var again = EventStream.open(uri, null, Map.of())) {
      assertThat(again.response().statusCode()).isEqualTo(401);
    }
  }

  private static Instant exp(String token) {
    var claims =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    return Instant.ofEpochSecond(Problems.json(claims).getInt("exp"));
  }
}
