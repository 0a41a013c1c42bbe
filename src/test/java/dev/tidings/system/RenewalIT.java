package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream is told before its token ends, and another token keeps it open.
class RenewalIT {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Hub hub = Hub.shared();

  private EventStream open(@Nullable String token, String query) {
    return EventStream.open(hub.uri("/stream?" + query), token, Map.of());
  }

  private static String id(EventStream stream) {
    return stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
  }

  private HttpResponse<String> renew(String id, String... headers) {
    var request =
        HttpRequest.newBuilder(hub.uri("/connections/" + id + "/token"))
            .POST(HttpRequest.BodyPublishers.noBody());
    return hub.send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpResponse<String> renewWith(String token, String id) {
    return renew(id, "Authorization", "Bearer " + token);
  }

  private String token(String subject, Duration life, String... topics) {
    return hub.tokens().signed(hub.tokens().claims(subject, List.of("**"), List.of(topics), life));
  }

  @Test
  void aRenewedStreamOutlivesItsFirstTokenAndMissesNothing() {
    try (var stream = open(token("renewer", Duration.ofSeconds(4), "**"), "topic=renew/flow")) {
      var expiring = stream.next();
      assertThat(expiring.type()).isEqualTo("tidings.expiring");
      assertThat(expiring.id()).isNull();
      var told = json(String.valueOf(expiring.data()));
      assertThat(told.keySet()).containsExactlyInAnyOrder("connection", "expiresIn");
      assertThat(told.getString("connection")).isEqualTo(id(stream));
      assertThat(told.getInt("expiresIn")).isBetween(0, 4);

      var answer = renewWith(token("renewer", Duration.ofSeconds(10), "renew/**"), id(stream));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      var renewed = json(answer.body());
      assertThat(renewed.keySet()).containsExactlyInAnyOrder("connection", "expiresIn");
      assertThat(renewed.getString("connection")).isEqualTo(id(stream));
      assertThat(renewed.getInt("expiresIn")).isBetween(5, 10);

      var published = new ArrayList<String>();
      var until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (System.nanoTime() < until) {
        published.add("" + published.size());
        hub.publish("renew/flow", published.getLast());
      }
      var all = stream.rest();

      assertThat(
              all.stream()
                  .filter(block -> block.isEvent() && block.type() == null)
                  .map(b -> b.data()))
          .isEqualTo(published);
      assertThat(all.stream().filter(block -> "tidings.expiring".equals(block.type()))).hasSize(1);
      assertThat(all.getLast().data()).isEqualTo("{\"reason\":\"expired\"}");
    }
  }

  @Test
  void aStreamOfLinesIsTold() {
    try (var lines =
        LineStream.open(
            hub.uri("/stream?topic=renew/lines"),
            token("renewer", Duration.ofSeconds(4), "**"),
            Map.of())) {
      var all = lines.rest();

      var expiring =
          all.stream().filter(line -> line.containsKey("expiring")).findAny().orElseThrow();
      assertThat(expiring.keySet()).containsExactly("expiring");
      assertThat(expiring.getJsonObject("expiring").keySet())
          .containsExactlyInAnyOrder("connection", "expiresIn");
      assertThat(all.getLast().getJsonObject("bye").getString("reason")).isEqualTo("expired");
    }
  }

  @Test
  void whatDoesNotCoverTheFiltersOrIsAnothersChangesNothing() {
    try (var stream = open(token("renewer", HOUR, "**"), "topic=renew/a&topic=renew/b/*")) {
      var path = "/connections/" + id(stream) + "/token";

      assertProblem(renewWith(token("renewer", HOUR, "renew/a"), id(stream)), 403, path);
      assertProblem(renewWith(token("renewer", HOUR), id(stream)), 403, path);
      assertProblem(renewWith(token("other", HOUR, "**"), id(stream)), 403, path);

      var listed = Operator.of(hub).connection(id(stream));
      assertThat(listed.getString("subject")).isEqualTo("renewer");
      hub.publish("renew/b/1", "still there");
      assertThat(stream.next().data()).isEqualTo("still there");
    }
  }

  @Test
  void aStreamWithoutATokenHasNothingToRenew() {
    try (var stream = EventStream.open(hub.uri("/stream?topic=open/renew"), null, Map.of())) {
      assertProblem(
          renewWith(token("renewer", HOUR, "**"), id(stream)),
          403,
          "/connections/" + id(stream) + "/token");
    }
  }

  @Test
  void onlyAGoodTokenRenews() {
    var good = token("renewer", HOUR, "**");
    try (var stream = open(good, "topic=renew/refused")) {
      var path = "/connections/" + id(stream) + "/token";

      assertProblem(renew(id(stream)), 401, path);
      assertProblem(renewWith("", id(stream)), 401, path);
      assertProblem(renewWith("nonsense", id(stream)), 401, path);
      assertProblem(renewWith(new Tokens().everything(), id(stream)), 401, path);
      assertProblem(renewWith(token("renewer", HOUR.negated(), "**"), id(stream)), 401, path);
      assertProblem(renew(id(stream), "Authorization", "Basic " + good), 401, path);
      assertProblem(renew(id(stream), "Cookie", "tidings_token=" + good), 401, path);
      assertProblem(
          renew(id(stream), "Cookie", "tidings_token=" + good, "Origin", "https://evil.test"),
          401,
          path);
      assertProblem(
          renew(id(stream), "Authorization", "Bearer " + good, "Authorization", "Bearer " + good),
          401,
          path);
      var query =
          hub.send(
              HttpRequest.newBuilder(hub.uri(path + "?token=" + good))
                  .POST(HttpRequest.BodyPublishers.noBody()));
      assertProblem(query, 401, path);
    }
  }

  @Test
  void theCookieOfAnAllowedPageRenews() {
    var good = token("renewer", HOUR, "**");
    try (var stream = open(good, "topic=renew/cookie")) {
      var answer =
          renew(id(stream), "Cookie", "tidings_token=" + good, "Origin", "https://app.test");

      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "00000000-0000-0000-0000-000000000000", "%00", "..%2f", "%F0%9F%98%80"})
  void anUnknownStreamIsNotFound(String id) {
    var answer = renewWith(token("renewer", HOUR, "**"), id);

    assertThat(answer.statusCode()).isIn(400, 404);
    assertProblem(answer, answer.statusCode(), "/connections/" + id + "/token");
  }

  @Test
  void aStreamThatHasEndedIsNotFound() {
    var token = token("renewer", HOUR, "**");
    var stream = open(token, "topic=renew/ended");
    var id = id(stream);
    stream.close();

    Eventually.is("gone", () -> renewWith(token, id).statusCode() == 404);
  }
}
