package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            .with("tidings.limits.publications-per-second", "5")
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

  /// Of a subject of its own, for all have a rate.
  private static String own(Tokens tokens) {
    return tokens.of(UUID.randomUUID().toString(), List.of("**"), List.of());
  }

  static Stream<Case> cases() {
    var tokens = hub.tokens();
    return Stream.of(
        new Case("text", "ways/a", own(tokens), "text/plain", "a"),
        new Case("nothing", "ways/a", own(tokens), "text/plain; charset=utf-8", ""),
        new Case("json", "ways/a", own(tokens), "application/json", "{\"a\":\"Ã¼\"}"),
        new Case(
            "a form that is none",
            "ways/a",
            own(tokens),
            "application/x-www-form-urlencoded",
            "a=b"),
        new Case("json that is none", "ways/a", own(tokens), "application/json", "{"),
        new Case("no utf-8", "ways/a", own(tokens), "text/plain", "a\u00ff"),
        new Case("another charset", "ways/a", own(tokens), "text/plain; charset=latin1", "a"),
        new Case("another type", "ways/a", own(tokens), "image/png", "a"),
        new Case("as long as may be", "ways/a", own(tokens), "text/plain", "a".repeat(1000)),
        new Case("a topic of the hub", "tidings/a", own(tokens), "text/plain", "a"),
        new Case("a topic that is too long", "a".repeat(1000), own(tokens), "text/plain", "a"),
        new Case("a topic with a token in it", "eyJhbGciOiJ9.eyJ", own(tokens), "image/png", "a"),
        new Case("an event type", "ways/a?event=order", own(tokens), "text/plain", "a"),
        new Case("a type of the hub", "ways/a?event=tidings.gap", own(tokens), "text/plain", "a"),
        new Case(
            "a type too long", "ways/a?event=" + "a".repeat(256), own(tokens), "text/plain", "a"),
        new Case("not granted", "ways/a", tokens.publisher("other"), "text/plain", "a"),
        new Case("no token at all", "ways/a", "nonsense", "text/plain", "a"),
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

  @ParameterizedTest
  @CsvSource({"'', nothing=1", "nothing=1, ''"})
  void whatHasUsedUpTheRateOneWayIsRefusedTheOther(String one, String other) {
    var token = hub.tokens().of("busy by " + one, List.of("**"), List.of());
    var publication = new Case("text", "ways/rate", token, "text/plain", "a");

    // On a slow machine the next may be allowed by the time that it is asked for.
    var statuses =
        Stream.generate(
                () -> {
                  useUp(publication.request(one));
                  return RawHttp.exchange(hub, publication.request(other)).status();
                })
            .limit(20);
    assertThat(statuses).contains(429);
  }

  private static void useUp(String request) {
    var answer = RawHttp.exchange(hub, request);
    for (int i = 0; i < 500 && answer.status() == 201; i++) {
      answer = RawHttp.exchange(hub, request);
    }
    assertThat(answer.status()).isEqualTo(429);
  }

  @Test
  void oneConnectionMayTakeBothInTurn() {
    try (var connection = new RawHttp(hub)) {
      for (int i = 0; i < 10; i++) {
        var publication = new Case("text", "ways/turns", own(hub.tokens()), "text/plain", "a");
        connection.send(publication.request(i % 2 == 0 ? "" : NOTHING));
        assertThat(connection.answer().status()).isEqualTo(201);
      }
    }
  }

  @Test
  void manyAtOnceOnOneConnectionAreAnsweredInTurn() {
    var requests = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      var publication = new Case("text", "ways/many", own(hub.tokens()), "text/plain", "e" + i);
      requests.append(publication.request(i % 3 == 0 ? NOTHING : ""));
    }
    try (var stream = hub.subscribe("ways/many");
        var connection = new RawHttp(hub)) {
      connection.send(requests.toString());
      for (int i = 0; i < 40; i++) {
        assertThat(connection.answer().status()).isEqualTo(201);
        assertThat(stream.next().data()).isEqualTo("e" + i);
      }
    }
  }

  @Test
  void whoSendsManyAndReadsNoAnswerIsNoNews() {
    var publication = new Case("text", "ways/deaf", own(hub.tokens()), "text/plain", "a");
    var requests = publication.request("").repeat(200);
    try (var stream = hub.subscribe("ways/deaf")) {
      try (var connection = new RawHttp(hub)) {
        connection.resetWhenClosed();
        connection.send(requests);
      }
      RawHttp.exchange(
          hub, new Case("text", "ways/deaf", own(hub.tokens()), "text/plain", "b").request(""));
      while (!"b".equals(stream.next().data())) {
        // those that were taken before it left
      }
    }
    assertThat(hub.output()).doesNotContain("SEVERE", "WARNING");
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
    assertThat(hub.output()).doesNotContain("SEVERE", "WARNING");
  }
}
