package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A publication gets the same answer whether it takes the shortcut or the way through JAX-RS, on
/// which a parameter puts it that means nothing.
class BothWaysIT {

  private static final String NOTHING = "nothing=1";

  private static Hub hub;

  @BeforeAll
  static void start() {
    hub =
        new Hub.Launch()
            .with("tidings.limits.publications-per-second", "20")
            .with("tidings.event.max-size", "1000")
            .start();
  }

  @AfterAll
  static void stop() {
    hub.close();
  }

  /// @param token what follows `Bearer `
  /// @param body a character for each byte
  record Case(String name, String topic, String token, String contentType, String body) {

    @Override
    public String toString() {
      return name;
    }

    String request(String query) {
      return RawHttp.head(
              "POST",
              "/topics/"
                  + topic
                  + (query.isEmpty() ? "" : (topic.contains("?") ? "&" : "?") + query),
              RawHttp.bearer(token)
                  + ("Content-Type: " + contentType + "\r\n")
                  + ("Content-Length: " + body.length() + "\r\n"))
          + body;
    }
  }

  static Stream<Case> cases() {
    var tokens = hub.tokens();
    var all = tokens.of("cases", List.of("**"), List.of());
    return Stream.of(
        new Case("text", "ways/a", all, "text/plain", "a"),
        new Case("nothing", "ways/a", all, "text/plain; charset=utf-8", ""),
        new Case("json", "ways/a", all, "application/json", "{\"a\":\"Ã¼\"}"),
        new Case("a form that is none", "ways/a", all, "application/x-www-form-urlencoded", "a=b"),
        new Case("json that is none", "ways/a", all, "application/json", "{"),
        new Case("no utf-8", "ways/a", all, "text/plain", "a\u00ff"),
        new Case("another charset", "ways/a", all, "text/plain; charset=latin1", "a"),
        new Case("another type", "ways/a", all, "image/png", "a"),
        new Case("no type", "ways/a", all, "nonsense", "a"),
        new Case("as long as may be", "ways/a", all, "text/plain", "a".repeat(1000)),
        new Case("too long", "ways/a", all, "text/plain", "a".repeat(1001)),
        new Case("a topic of the hub", "tidings/a", all, "text/plain", "a"),
        new Case("a topic that is too long", "a".repeat(1000), all, "text/plain", "a"),
        new Case("a topic with a token in it", "eyJhbGciOiJ9.eyJ", all, "image/png", "a"),
        new Case("an event type", "ways/a?event=order", all, "text/plain", "a"),
        new Case("a type of the hub", "ways/a?event=tidings.gap", all, "text/plain", "a"),
        new Case("a type too long", "ways/a?event=" + "a".repeat(256), all, "text/plain", "a"),
        new Case("not granted", "ways/a", tokens.publisher("other"), "text/plain", "a"),
        new Case("no token at all", "ways/a", "nonsense", "text/plain", "a"),
        new Case("an empty token", "ways/a", "", "text/plain", "a"),
        new Case("expired", "ways/a", tokens.expiringIn(Duration.ofHours(-1)), "text/plain", "a"),
        new Case("of another issuer", "ways/a", new Tokens().everything(), "text/plain", "a"));
  }

  /// An answer, without what differs from one to the next.
  private record Told(int status, Map<String, String> headers, String body) {

    static Told by(RawHttp.Answer answer) {
      var headers = new HashMap<>(answer.headers());
      headers.remove("date");
      return new Told(
          answer.status(), headers, answer.body().replaceFirst("\"id\":\"\\d+-\\d+\"", "an id"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bothWaysLeadToTheSameAnswer(Case publication) {
    var answer = Told.by(RawHttp.exchange(hub, publication.request("")));

    assertThat(answer).isEqualTo(Told.by(RawHttp.exchange(hub, publication.request(NOTHING))));
  }

  @Test
  void bothWaysCountForTheSameRate() {
    var token = hub.tokens().of("busy", List.of("**"), List.of());
    var publication = new Case("text", "ways/rate", token, "text/plain", "a");
    var statuses =
        Stream.iterate(0, i -> i < 60, i -> i + 1)
            .map(i -> RawHttp.exchange(hub, publication.request(i % 2 == 0 ? "" : NOTHING)))
            .toList();
    var refused = statuses.stream().filter(answer -> answer.status() == 429).toList();

    assertThat(refused).isNotEmpty();
    assertThat(refused).allSatisfy(answer -> assertThat(answer.header("retry-after")).isNotEmpty());
  }

  @Test
  void oneConnectionMayTakeBothInTurn() {
    var token = hub.tokens().of("turns", List.of("**"), List.of());
    var publication = new Case("text", "ways/turns", token, "text/plain", "a");
    try (var connection = new RawHttp(hub)) {
      for (int i = 0; i < 10; i++) {
        connection.send(publication.request(i % 2 == 0 ? "" : NOTHING));
        assertThat(connection.answer().status()).isEqualTo(201);
      }
    }
  }

  @Test
  void whoLeavesInTheMiddleOfTheBodyHasPublishedNothingAndIsNoNews() {
    var token = hub.tokens().of("leaver", List.of("**"), List.of());
    var whole = new Case("text", "ways/left", token, "text/plain", "abc").request("");
    try (var stream = hub.subscribe("ways/left")) {
      try (var connection = new RawHttp(hub)) {
        connection.send(whole.substring(0, whole.length() - 1));
      }
      RawHttp.exchange(hub, new Case("text", "ways/left", token, "text/plain", "next").request(""));

      assertThat(stream.next().data()).isEqualTo("next");
    }
    assertThat(hub.output()).doesNotContain("ERROR");
  }
}
