package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept of a topic, read page by page.
class HistoryIT {

  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final Hub hub = Hub.shared();

  /// A page, and where the next one is.
  ///
  /// @param next null if this is the last
  private record Page(HttpResponse<String> answer, JsonObject body, @Nullable URI next) {

    List<String> ids() {
      return events().stream().map(event -> event.getString("id")).toList();
    }

    List<JsonObject> events() {
      return body.getJsonArray("events").getValuesAs(JsonObject.class);
    }
  }

  private HttpResponse<String> get(String path, String token) {
    return hub.send(
        HttpRequest.newBuilder(hub.uri(path)).header("Authorization", "Bearer " + token));
  }

  private Page page(String path) {
    return page(hub.uri(path));
  }

  private Page page(URI uri) {
    var answer =
        hub.send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + hub.tokens().everything()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var next =
        answer
            .headers()
            .firstValue("Link")
            .map(
                link -> {
                  var matcher = NEXT.matcher(link);
                  assertThat(matcher.matches()).as(link).isTrue();
                  return uri.resolve(matcher.group(1));
                });
    return new Page(answer, json(answer.body()), next.orElse(null));
  }

  /// Follows the links until there is none.
  private List<Page> allFrom(String path) {
    var pages = new ArrayList<Page>();
    for (var page = page(path); ; page = page(page.next())) {
      pages.add(page);
      if (page.next() == null) {
        return pages;
      }
    }
  }

  private List<String> publish(String topic, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> hub.publish(topic, Integer.toString(number)))
        .toList();
  }

  @Test
  void aPageHoldsTheEnvelopesOfTheTopicsEventsAndOfNoOthers() {
    hub.publish("history/one/other", "another topic");
    var text = hub.publish("history/one", "a\nb");
    var answer =
        hub.post("/topics/history/one?event=goal&retry=7", "application/json", "{\"minute\": 87}");
    var json = json(answer.body()).getString("id");

    var page = page("/topics/history/one");

    assertThat(page.ids()).containsExactly(text, json);
    assertThat(page.body().keySet()).containsExactly("events");
    assertThat(page.events().getFirst())
        .isEqualTo(
            json(
                """
                {"id":"%s","topic":"history/one","event":null,"time":"%s",
                 "contentType":"text/plain","data":"a\\nb"}
                """
                    .formatted(text, page.events().getFirst().getString("time"))));
    assertThat(page.events().getLast().getString("event")).isEqualTo("goal");
    assertThat(page.events().getLast().getJsonObject("data").getInt("minute")).isEqualTo(87);
    assertThat(page.next()).isNull();
    assertThat(page.answer().headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(page.answer().headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 11, 1000})
  void theLinksLeadThroughAllEventsInOrderOnceEach(int limit) {
    var topic = "history/links/" + limit;
    var ids = publish(topic, 10);
    hub.publish("history/links", "the newest of all is of another topic");

    var pages = allFrom("/topics/" + topic + "?limit=" + limit);

    assertThat(pages.stream().flatMap(page -> page.ids().stream())).isEqualTo(ids);
    assertThat(pages).hasSize(Math.ceilDiv(10, limit));
  }

  @Test
  void aPageHasAHundredEventsIfNothingElseIsAskedFor() {
    publish("history/hundred", 101);

    var pages = allFrom("/topics/history/hundred");

    assertThat(pages).extracting(page -> page.ids().size()).containsExactly(100, 1);
  }

  @Test
  void aPageIsBoundedInBytesAndLeadsToTheRest() {
    for (int i = 0; i < 20; i++) {
      hub.publish("history/large", "x".repeat(60_000));
    }

    var pages = allFrom("/topics/history/large?limit=1000");

    assertThat(pages).hasSizeGreaterThan(2);
    assertThat(pages)
        .allSatisfy(page -> assertThat(page.answer().body().length()).isLessThan(400_000));
    assertThat(pages.stream().mapToInt(page -> page.ids().size()).sum()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "history/ä/😀, history/%C3%A4/%F0%9F%98%80",
    "history/a;b=c, history/a;b=c",
    "history/a b+c?d#e, history/a%20b%2Bc%3Fd%23e",
    "history/%2F, history/%252F",
    "'history/<x>;rel=\"next\",', history/%3Cx%3E%3Brel=%22next%22%2C"
  })
  void theLinkIsPercentEncodedAsTheTopicNeeds(String topic, String path) {
    var first = hub.publish(path, "1");
    var second = hub.publish(path, "2");

    var pages = allFrom("/topics/" + path + "?limit=1");

    assertThat(pages.stream().flatMap(page -> page.ids().stream())).containsExactly(first, second);
    assertThat(pages.getLast().events().getFirst().getString("topic")).isEqualTo(topic);
  }

  @Test
  void afterIsExclusiveAndWinsOverSince() {
    var ids = publish("history/after", 3);

    assertThat(page("/topics/history/after?after=" + ids.getFirst()).ids())
        .isEqualTo(ids.subList(1, 3));
    assertThat(page("/topics/history/after?since=earliest&after=" + ids.get(1)).ids())
        .isEqualTo(ids.subList(2, 3));
    assertThat(page("/topics/history/after?after=" + ids.getLast()).ids()).isEmpty();
    assertThat(page("/topics/history/after?after=&since=&limit=").ids()).isEqualTo(ids);
  }

  @Test
  void sinceIsReadAsAStreamReadsIt() {
    var ids = publish("history/since", 2);
    var future = Instant.now().plus(Duration.ofHours(1));

    for (var since : List.of("earliest", "10m", "PT10M", "1970-01-01T00:00:00Z")) {
      assertThat(page("/topics/history/since?since=" + since).ids()).as(since).isEqualTo(ids);
    }
    assertThat(page("/topics/history/since?since=" + future).ids()).isEmpty();
  }

  @Test
  void anUnknownTopicHasAnEmptyHistory() {
    var page = page("/topics/history/nobody/ever/published/here");

    assertThat(page.answer().body()).isEqualTo("{\"events\":[]}");
    assertThat(page.next()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-0", "1-0", "9999999999999-0", "9223372036854775807-1"})
  void aPlaceThatIsGoneOrAheadIsToldAsAGap(String after) {
    var id = hub.publish("history/gap", "kept");

    var page = page("/topics/history/gap?after=" + after);

    assertThat(page.ids()).contains(id);
    assertThat(page.body().getJsonObject("gap").getString("requested")).isEqualTo(after);
    assertThat(page.body().getJsonObject("gap").getString("oldest")).matches("\\d+-\\d+");
  }

  @Test
  void retentionThatOvertookAReaderIsToldOnlyOnTheWay() {
    try (var small = new Hub.Launch().with("tidings.retention.max-events", "50").start()) {
      var first = small.publish("kept", "0");
      for (int i = 1; i < 200; i++) {
        small.publish("kept", Integer.toString(i));
      }
      var bearer = "Bearer " + small.tokens().everything();
      var overtaken =
          small.send(
              HttpRequest.newBuilder(small.uri("/topics/kept?after=" + first))
                  .header("Authorization", bearer));
      var fresh =
          small.send(
              HttpRequest.newBuilder(small.uri("/topics/kept")).header("Authorization", bearer));

      var gap = json(overtaken.body());
      assertThat(gap.getJsonObject("gap").getString("requested")).isEqualTo(first);
      assertThat(gap.getJsonArray("events").getJsonObject(0).getString("id"))
          .isEqualTo(gap.getJsonObject("gap").getString("oldest"));
      assertThat(json(fresh.body())).doesNotContainKey("gap").containsKey("events");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=1.5",
        "limit=01",
        "limit=99999999999999999999",
        "limit=a",
        "limit=%C2%B2",
        "limit=1&limit=1",
        "after=a",
        "after=1",
        "after=-1-0",
        "after=1-0&after=1-0",
        "after=99999999999999999999-0",
        "after=%FF",
        "since=yesterday",
        "since=1m&since=1m",
        "since=yesterday&after=1-0",
        "since=1m&after=a"
      })
  void aMalformedParameterIsRefused(String query) {
    assertProblem(
        get("/topics/history/bad?" + query, hub.tokens().everything()), 400, "/topics/history/bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a//b", "../a", "a%2Fb", "*", "a/**", "a%0Ab", "%FF"})
  void aBadTopicIsRefused(String topic) {
    var answer =
        RawHttp.exchange(
            hub,
            RawHttp.head("GET", "/topics/" + topic, RawHttp.bearer(hub.tokens().everything())));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void whoMayOpenAStreamMayReadTheHistoryAndNobodyElse() {
    var path = "/topics/history/mine";
    hub.publish("history/mine", "a");

    assertThat(get(path, hub.tokens().subscriber("history/*")).statusCode()).isEqualTo(200);
    assertProblem(get(path, hub.tokens().publisher("**")), 403, path);
    assertProblem(get(path, hub.tokens().subscriber("history/other")), 403, path);
    assertProblem(get(path, new Tokens().everything()), 401, path);
    assertProblem(hub.get(path), 401, path);
    assertProblem(hub.get(path + "?token=" + hub.tokens().everything()), 401, path);
    assertThat(hub.get(path).headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  void aPublicTopicIsReadWithoutAToken() {
    var id = hub.publish("open/history", "a");

    var answer = hub.get("/topics/open/history");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(id);
    assertProblem(
        get("/topics/open/history", new Tokens().everything()), 401, "/topics/open/history");
  }

  @Test
  void whatElseIsAcceptedIsToldToBeNone() {
    var answer =
        hub.send(
            HttpRequest.newBuilder(hub.uri("/topics/open/history")).header("Accept", "text/html"));

    assertProblem(answer, 406, "/topics/open/history");
  }
}
