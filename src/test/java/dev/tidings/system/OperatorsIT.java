package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What operators see: who is connected, and which topics there are.
class OperatorsIT {

  private static final Pattern NEXT = Pattern.compile("<(/[^>]*)>; rel=\"next\"");

  private static Hub hub;
  private static Operator operator;

  @BeforeAll
  static void start() {
    hub =
        new Hub.Launch()
            .with("tidings.topics.public", "open/**")
            .with("tidings.node.name", "node-7")
            .start();
    operator = Operator.of(hub);
  }

  @AfterAll
  static void stop() {
    hub.close();
  }

  private static List<JsonObject> all(String path, String name, int most) {
    var all = new ArrayList<JsonObject>();
    var next = path;
    while (true) {
      var answer = operator.get(next);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(json(answer.body()).keySet()).containsExactly(name);
      var page = json(answer.body()).getJsonArray(name).getValuesAs(JsonObject.class);
      assertThat(page).hasSizeLessThanOrEqualTo(most);
      all.addAll(page);
      var link = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
      if (!link.matches()) {
        return all;
      }
      assertThat(page).isNotEmpty();
      next = link.group(1);
    }
  }

  private static String id(EventStream stream) {
    return stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
  }

  @Test
  void everyConnectionIsListedOnceWithWhatItIs() throws Exception {
    var begun = Instant.now().minusSeconds(1);
    var newest = hub.publish("seen/a", "1");
    var token = hub.tokens().of("poller", List.of(), List.of("**"));
    try (var events = hub.stream("topic=seen/*&topic=other/**");
        var anonymous = EventStream.open(hub.uri("/stream?topic=open/a"), null, Map.of());
        var lines = LineStream.open(hub, "topic=seen/a")) {
      var poll =
          new FutureTask<>(
              () ->
                  hub.send(
                      HttpRequest.newBuilder(hub.uri("/stream?topic=seen/poll&wait=55"))
                          .header("Accept", "application/json")
                          .header("Authorization", "Bearer " + token)));
      Thread.ofVirtual().start(poll);
      Eventually.is("it waits", () -> operator.get("/connections").body().contains("poller"));

      var listed = all("/connections?limit=2", "connections", 2);

      assertThat(listed).extracting(it -> it.getString("id")).isSorted().doesNotHaveDuplicates();
      assertThat(listed)
          .extracting(it -> it.getString("transport"))
          .containsExactlyInAnyOrder("sse", "sse", "ndjson", "poll");
      assertThat(listed)
          .allSatisfy(
              it -> {
                assertThat(it.keySet())
                    .containsExactly(
                        "id",
                        "node",
                        "subject",
                        "topics",
                        "transport",
                        "since",
                        "cursor",
                        "behind");
                assertThat(it.getString("node")).isEqualTo("node-7");
                assertThat(Instant.parse(it.getString("since")))
                    .isBetween(begun, Instant.now().plusSeconds(1));
                assertThat(Cursor.parse(it.getString("cursor"))).isPresent();
                assertThat(it.getInt("behind")).isZero();
              });
      var stream = operator.connection(id(events));
      assertThat(stream.getString("subject")).isEqualTo("everything");
      assertThat(stream.getJsonArray("topics").toString()).isEqualTo("[\"other/**\",\"seen/*\"]");
      assertThat(Cursor.parse(stream.getString("cursor")).orElseThrow())
          .isGreaterThanOrEqualTo(Cursor.parse(newest).orElseThrow());
      assertThat(operator.connection(id(anonymous)).get("subject")).isEqualTo(JsonValue.NULL);
      assertThat(listed.toString()).doesNotContain("eyJ", token);

      hub.publish("seen/a", "2");
      assertThat(lines.next(1)).containsExactly("2");
      hub.publish("seen/poll", "over");
      poll.get();
    }
    Eventually.is("nobody is connected", () -> all("/connections", "connections", 100).isEmpty());
  }

  @Test
  void everyTopicIsListedOnceWithWhatIsKept() {
    var newest = "";
    for (int i = 0; i < 3; i++) {
      newest = hub.publish("listed/a", "" + i);
      hub.publish("listed/b/%C3%A4%20%3F%26", "" + i);
    }
    try (var one = hub.stream("topic=listed/*&topic=listed/a");
        var two = hub.stream("topic=**");
        var line = LineStream.open(hub, "topic=listed/a")) {
      assertThat(List.of(one, two, line)).hasSize(3);

      var listed = all("/topics?limit=1", "topics", 1);

      assertThat(listed).extracting(it -> it.getString("topic")).doesNotHaveDuplicates();
      var a =
          listed.stream()
              .filter(it -> it.getString("topic").equals("listed/a"))
              .findAny()
              .orElseThrow();
      assertThat(a.keySet()).containsExactly("topic", "subscribers", "events", "newest");
      assertThat(a.getInt("events")).isEqualTo(3);
      assertThat(a.getInt("subscribers")).isEqualTo(3);
      assertThat(a.getString("newest")).isEqualTo(newest);
      assertThat(listed).extracting(it -> it.getString("topic")).contains("listed/b/ä ?&");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=x",
        "limit=1&limit=1",
        "limit=99999999999",
        "limit=1.0",
        "limit=%2B1",
        "after=a&after=b",
        "after=%ff"
      })
  void aBadPageIsRefused(String query) {
    for (var path : List.of("/connections", "/topics")) {
      assertProblem(operator.get(path + "?" + query), 400, path);
    }
  }

  @ParameterizedTest
  @CsvSource({"/topics?after=a//b, /topics", "/topics?after=*, /topics"})
  void aPlaceThatIsNoTopicIsRefused(String request, String path) {
    assertProblem(operator.get(request), 400, path);
  }

  @Test
  void aPlaceThatIsTooLongIsRefused() {
    assertProblem(operator.get("/connections?after=" + "x".repeat(1025)), 400, "/connections");
    assertProblem(operator.get("/topics?after=" + "x".repeat(256)), 400, "/topics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=", "after=", "limit=1000", "after=&limit="})
  void anEmptyParameterIsAsIfAbsent(String query) {
    for (var path : List.of("/connections", "/topics")) {
      assertThat(operator.get(path + "?" + query).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyOperatorsSeeAnyOfThis() {
    var expired =
        hub.tokens().signed(hub.tokens().claims("x", List.of(), List.of(), Duration.ofHours(-1)));
    for (var path : List.of("/connections", "/topics")) {
      assertProblem(hub.get(path), 401, path);
      assertProblem(new Operator(hub, "nonsense").get(path), 401, path);
      assertProblem(new Operator(hub, expired).get(path), 401, path);
      assertProblem(new Operator(hub, hub.tokens().everything()).get(path), 403, path);
    }
  }
}
