package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Operators end streams, and the tokens that opened them are good for nothing any more.
class RevocationIT {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Hub hub = Hub.shared();
  private final Operator operator = Operator.of(hub);

  /// Of nobody else's.
  private static String subject() {
    return "revoked " + UUID.randomUUID();
  }

  private JsonObjectBuilder claims(String subject) {
    return hub.tokens().claims(subject, List.of("**"), List.of("**"), HOUR);
  }

  private String token(String subject) {
    return hub.tokens().signed(claims(subject));
  }

  private String token(String subject, String id) {
    return hub.tokens().signed(claims(subject).add("jti", id));
  }

  private String withoutId(String subject) {
    return hub.tokens().signed(Json.createObjectBuilder(claims(subject).build()).remove("jti"));
  }

  private EventStream open(String token) {
    return open(hub, token);
  }

  private static EventStream open(Hub hub, String token) {
    return EventStream.open(hub.uri("/stream?topic=revoke/a"), token, Map.of());
  }

  private static String id(EventStream stream) {
    return stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
  }

  private static int publish(Hub hub, String token) {
    return hub.send(
            HttpRequest.newBuilder(hub.uri("/topics/revoke/other"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x")))
        .statusCode();
  }

  private static HttpResponse<String> poll(Hub hub, String token, int wait) {
    return hub.send(
        HttpRequest.newBuilder(hub.uri("/stream?topic=revoke/a&wait=" + wait))
            .header("Accept", "application/json")
            .header("Authorization", "Bearer " + token));
  }

  private static void assertRefused(Hub hub, String token) {
    assertThat(publish(hub, token)).isEqualTo(401);
    try (var stream = open(hub, token)) {
      assertThat(stream.response().statusCode()).isEqualTo(401);
      assertThat(stream.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }
    assertThat(poll(hub, token, 0).statusCode()).isEqualTo(401);
  }

  private static void assertRevoked(EventStream stream) {
    var rest = stream.rest();
    assertThat(rest.getLast().type()).isEqualTo("tidings.bye");
    assertThat(rest.getLast().data()).isEqualTo("{\"reason\":\"revoked\"}");
    assertThat(rest.getLast().retry()).isNotNull();
    assertThat(rest.getLast().id()).isNull();
  }

  @Test
  void allOfASubjectsStreamsEndAndItsTokensAreRefused() {
    var subject = subject();
    var token = token(subject);
    var other = withoutId(subject);
    var bystander = token(subject());
    try (var first = open(token);
        var second = open(other);
        var stays = open(bystander)) {
      assertThat(operator.revoke("/connections?subject=" + Hub.encoded(subject))).isEqualTo(2);

      assertRevoked(first);
      assertRevoked(second);
      assertRefused(hub, token);
      assertRefused(hub, other);
      hub.publish("revoke/a", "still");
      assertThat(stays.next().data()).isEqualTo("still");
    }
    var later = claims(subject).add("iat", Instant.now().plusSeconds(2).getEpochSecond());
    assertThat(publish(hub, hub.tokens().signed(later))).isEqualTo(201);
    var silent = Json.createObjectBuilder(claims(subject).build()).remove("iat");
    assertThat(publish(hub, hub.tokens().signed(silent))).isEqualTo(401);
  }

  @Test
  void theStreamsOfOneTokenEndAndNotThoseOfTheSubjectsOthers() {
    var subject = subject();
    var id = "jti/ä&" + UUID.randomUUID();
    var token = token(subject, id);
    var other = token(subject);
    try (var ended = open(token);
        var stays = open(other)) {
      assertThat(operator.revoke("/connections?jti=" + Hub.encoded(id))).isEqualTo(1);

      assertRevoked(ended);
      assertRefused(hub, token);
      hub.publish("revoke/a", "still");
      assertThat(stays.next().data()).isEqualTo("still");
      assertThat(publish(hub, other)).isEqualTo(201);
    }
    assertThat(operator.revoke("/connections?jti=" + Hub.encoded(id))).isZero();
    assertThat(operator.revoke("/connections?subject=" + UUID.randomUUID())).isZero();
  }

  @Test
  void aTokenThatWasNeverSeenIsRefusedToo() {
    var id = UUID.randomUUID().toString();
    operator.revoke("/connections?jti=" + id);

    assertRefused(hub, token(subject(), id));
  }

  @Test
  void oneStreamEndsAndWithItAllOfItsToken() {
    for (var token : List.of(token(subject()), withoutId(subject()))) {
      try (var stream = open(token);
          var same = open(token)) {
        assertThat(operator.revoke("/connections/" + id(stream))).isEqualTo(2);

        assertRevoked(stream);
        assertRevoked(same);
        assertRefused(hub, token);
        Eventually.is(
            "gone", () -> operator.delete("/connections/" + id(stream)).statusCode() == 404);
      }
    }
  }

  @Test
  void aRenewedStreamTakesBothItsTokensWithIt() {
    var subject = subject();
    var first = token(subject);
    var second = token(subject);
    try (var stream = open(first)) {
      var renewed =
          hub.send(
              HttpRequest.newBuilder(hub.uri("/connections/" + id(stream) + "/token"))
                  .header("Authorization", "Bearer " + second)
                  .POST(HttpRequest.BodyPublishers.noBody()));
      assertThat(renewed.statusCode()).isEqualTo(200);

      assertThat(operator.revoke("/connections/" + id(stream))).isEqualTo(1);

      assertRevoked(stream);
      assertRefused(hub, first);
      assertRefused(hub, second);
    }
  }

  @Test
  void aStreamWithoutATokenJustEnds() {
    try (var stream = EventStream.open(hub.uri("/stream?topic=open/revoke"), null, Map.of())) {
      assertThat(operator.revoke("/connections/" + id(stream))).isEqualTo(1);

      assertRevoked(stream);
    }
  }

  @Test
  void aStreamOfLinesEndsToo() {
    var subject = subject();
    try (var lines = LineStream.open(hub.uri("/stream?topic=revoke/a"), token(subject), Map.of())) {
      operator.revoke("/connections?subject=" + Hub.encoded(subject));

      assertThat(lines.rest().getLast().getJsonObject("bye").getString("reason"))
          .isEqualTo("revoked");
    }
  }

  @Test
  void aPollThatWaitsIsAnsweredAtOnce() throws Exception {
    var subject = subject();
    var token = token(subject);
    var poll = new FutureTask<>(() -> poll(hub, token, 55));
    Thread.ofVirtual().start(poll);
    Eventually.is(
        "it waits", () -> operator.get("/connections?limit=1000").body().contains(subject));

    assertThat(operator.revoke("/connections?subject=" + Hub.encoded(subject))).isEqualTo(1);

    assertThat(json(poll.get().body()).getJsonArray("events")).isEmpty();
    assertRefused(hub, token);
  }

  @Test
  void aRevocationOutlivesAHubThatIsKilled() {
    var id = UUID.randomUUID().toString();
    var subject = subject();
    try (var before = new Hub.Launch().start()) {
      var byId =
          before
              .tokens()
              .signed(
                  before.tokens().claims("x", List.of("**"), List.of("**"), HOUR).add("jti", id));
      var ofSubject = before.tokens().of(subject, List.of("**"), List.of("**"));
      var byStream = before.tokens().of("y", List.of("**"), List.of("**"));
      Operator.of(before).revoke("/connections?jti=" + id);
      Operator.of(before).revoke("/connections?subject=" + Hub.encoded(subject));
      try (var stream = open(before, byStream)) {
        Operator.of(before).revoke("/connections/" + id(stream));
      }
      before.kill();

      try (var after = new Hub.Launch().inPlaceOf(before).start()) {
        assertRefused(after, byId);
        assertRefused(after, ofSubject);
        assertRefused(after, byStream);
        assertThat(publish(after, after.tokens().everything())).isEqualTo(201);
        assertThat(after.output()).doesNotContain(byId, ofSubject, byStream, id);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?subject=",
        "?jti=",
        "?subject=a&jti=b",
        "?subject=a&subject=b",
        "?jti=a&jti=a",
        "?other=a",
        "?subject=%ff",
        "?subject=%C3",
      })
  void itMustBeSaidWhoIsMeant(String query) {
    assertProblem(operator.delete("/connections" + query), 400, "/connections");
  }

  @Test
  void anUnknownStreamIsNotFound() {
    assertProblem(operator.delete("/connections/none"), 404, "/connections/none");
  }

  @Test
  void onlyOperatorsMayRevoke() {
    var token = token(subject());
    for (var path : List.of("/connections?subject=a", "/connections/none", "/connections")) {
      var bare = path.replaceAll("\\?.*", "");
      assertProblem(hub.send(HttpRequest.newBuilder(hub.uri(path)).DELETE()), 401, bare);
      assertProblem(new Operator(hub, "nonsense").delete(path), 401, bare);
      assertProblem(new Operator(hub, token).delete(path), 403, bare);
    }
  }
}
