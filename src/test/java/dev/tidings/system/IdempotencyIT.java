package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonString;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `Idempotency-Key`: a publisher that is not sure whether it was heard may say it again.
class IdempotencyIT {

  private static final String PATH = "/topics/idempotency/a";
  private static final String LINES = "application/x-ndjson";

  private final Hub hub = Hub.shared();
  private final EventStream events = hub.subscribe("idempotency/**");

  /// A publication that is put together bit by bit.
  private final class Publication {

    private final HttpRequest.Builder request;
    private String body = "data";

    Publication(Hub to, String path) {
      request = HttpRequest.newBuilder(to.uri(path)).header("Content-Type", "text/plain");
      as("alice");
    }

    Publication(String path) {
      this(hub, path);
    }

    Publication as(String subject) {
      var token = hub.tokens().of(subject, List.of("idempotency/**"), List.of());
      request.setHeader("Authorization", "Bearer " + token);
      return this;
    }

    Publication key(String key) {
      request.header("Idempotency-Key", key);
      return this;
    }

    Publication of(String type, String content) {
      request.setHeader("Content-Type", type);
      body = content;
      return this;
    }

    HttpResponse<String> send() {
      return hub.send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }
  }

  private static String id(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Problems.json(answer.body()).getString("id");
  }

  private static List<String> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Problems.json(answer.body()).getJsonArray("ids").getValuesAs(JsonString::getString);
  }

  private static boolean isReplayed(HttpResponse<String> answer) {
    var header = answer.headers().allValues("Idempotent-Replayed");
    assertThat(header).isIn(List.of(), List.of("true"));
    return !header.isEmpty();
  }

  private static List<@Nullable String> nextIds(EventStream stream, int count) {
    var ids = new ArrayList<@Nullable String>();
    for (int i = 0; i < count; i++) {
      ids.add(stream.next().id());
    }
    return ids;
  }

  private void assertNothingElseWasPublished() {
    hub.publish("idempotency/last", "last");
    assertThat(events.next().data()).isEqualTo("last");
    events.close();
  }

  @Test
  void aRepeatPublishesNothingAndHasTheFirstAnswer() {
    var first = new Publication(PATH + "?event=goal&retry=7").key("repeat").send();
    var again = new Publication(PATH + "?event=goal&retry=7").key("repeat").send();

    assertThat(isReplayed(first)).isFalse();
    assertThat(isReplayed(again)).isTrue();
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("content-type")).contains("application/json");
    assertThat(events.next().id()).isEqualTo(id(first));
    assertNothingElseWasPublished();
  }

  @Test
  void aKeyIsOfOneSubjectAndOneTopic() {
    var ids =
        List.of(
            id(new Publication(PATH).key("whose").send()),
            id(new Publication(PATH).key("whose").as("bob").send()),
            id(new Publication("/topics/idempotency/b").key("whose").send()),
            id(new Publication(PATH).key("Whose").send()),
            id(new Publication(PATH).send()));

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(nextIds(events, 5)).isEqualTo(ids);
    assertNothingElseWasPublished();
  }

  @ParameterizedTest
  @CsvSource({
    "another body, '', text/plain, Data",
    "a type, ?event=goal, text/plain, data",
    "a retry, ?retry=1, text/plain, data",
    "a content type, '', text/html, data"
  })
  void theSameKeyForSomethingElseIsRefused(
      String what, String query, String contentType, String body) {
    var key = "other/" + what.replace(' ', '-');
    id(new Publication(PATH).key(key).send());
    events.next();

    var answer = new Publication(PATH + query).key(key).of(contentType, body).send();

    assertProblem(answer, 422, PATH);
    assertThat(answer.body()).contains("urn:tidings:problem:key-reused");
    assertThat(isReplayed(new Publication(PATH).key(key).send())).isTrue();
    assertNothingElseWasPublished();
  }

  @Test
  void whatIsOfNoImportanceForTheEventMakesNoOther() {
    id(new Publication(PATH).key("same").send());
    events.next();

    var again =
        new Publication(PATH + "?event=").key("same").of("Text/Plain; charset=UTF-8", "data");

    assertThat(isReplayed(again.send())).isTrue();
    assertNothingElseWasPublished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "256"})
  void aKeyThatIsNotOfItsFormIsRefused(String key) {
    var answer = new Publication(PATH).key(key.equals("256") ? "k".repeat(256) : key).send();

    assertProblem(answer, 400, PATH);
    assertNothingElseWasPublished();
  }

  @Test
  void twoKeysAreRefused() {
    assertProblem(new Publication(PATH).key("a").key("a").send(), 400, PATH);
    assertProblem(
        new Publication("/topics").of(LINES, line("a")).key("a").key("b").send(), 400, "/topics");
    assertNothingElseWasPublished();
  }

  @Test
  void theLongestKeyIsTaken() {
    var key = "~".repeat(254) + "!";

    var first = id(new Publication(PATH).key(key).send());

    assertThat(id(new Publication(PATH).key(key).send())).isEqualTo(first);
    events.next();
    assertNothingElseWasPublished();
  }

  @Test
  void rightsAndFormAndSizeAreLookedAtFirst() {
    id(new Publication(PATH).key("first").send());
    events.next();

    var stranger = new Publication(PATH).key("first").as("alice");
    stranger.request.setHeader(
        "Authorization", "Bearer " + hub.tokens().of("alice", List.of(), List.of()));
    assertProblem(stranger.send(), 403, PATH);
    var large = "x".repeat(65_537);
    assertProblem(new Publication(PATH).key("first").of("text/plain", large).send(), 413, PATH);
    assertProblem(new Publication(PATH).key("first").of("application/json", "{").send(), 400, PATH);
    assertNothingElseWasPublished();
  }

  @Test
  void whatWasRefusedLeavesNoKeyBehind() {
    assertProblem(
        new Publication(PATH).key("late").of("text/plain", "x".repeat(65_537)).send(), 413, PATH);

    assertThat(isReplayed(new Publication(PATH).key("late").send())).isFalse();
    events.next();
    assertNothingElseWasPublished();
  }

  @Test
  void fiftyAtOnceWithOneKeyPublishOnce() throws Exception {
    var requests =
        Collections.nCopies(
            50, (Callable<HttpResponse<String>>) () -> new Publication(PATH).key("fifty").send());
    var answers = new ArrayList<HttpResponse<String>>();
    try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : publishers.invokeAll(requests)) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).extracting(IdempotencyIT::id).containsOnly(events.next().id());
    assertThat(answers).extracting(IdempotencyIT::isReplayed).containsOnlyOnce(false);
    assertNothingElseWasPublished();
  }

  // ---- batches

  private static String line(String data) {
    return "{\"topic\":\"idempotency/%s\",\"data\":\"%s\"}\n".formatted(data, data);
  }

  @Test
  void aKeyOfABatchIsForAllOfIt() {
    var lines = line("a") + line("b") + line("c");
    var first = new Publication("/topics").of(LINES, lines).key("batch").send();
    var again = new Publication("/topics").of(LINES, "\n" + lines).key("batch").send();

    assertThat(isReplayed(first)).isFalse();
    assertThat(isReplayed(again)).isTrue();
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(nextIds(events, 3)).isEqualTo(ids(first));
    var other = new Publication("/topics").of(LINES, line("a") + line("b")).key("batch").send();
    assertProblem(other, 422, "/topics");
    // Not the same as that of a publication.
    id(new Publication(PATH).key("batch").send());
    events.next();
    assertNothingElseWasPublished();
  }

  // ---- over restarts

  private static HttpResponse<String> keyed(Hub to, int number) {
    return to.send(
        HttpRequest.newBuilder(to.uri(PATH))
            .header("Authorization", "Bearer " + to.tokens().everything())
            .header("Content-Type", "text/plain")
            .header("Idempotency-Key", "key-" + number)
            .POST(HttpRequest.BodyPublishers.ofString("data " + number)));
  }

  /// Publishers that never learn what became of their last publication say it again; and others
  /// that have forgotten that they did.
  @Test
  void whatIsRepeatedAfterTheHubWasKilledInTheMiddleIsThereOnce() throws Exception {
    var hub = new Hub.Launch().start();
    var unsure = Collections.synchronizedList(new ArrayList<Integer>());
    var acknowledged = new ConcurrentHashMap<Integer, String>();
    try {
      var publishers = new ArrayList<Thread>();
      for (int publisher = 0; publisher < 8; publisher++) {
        var begin = publisher * 100_000;
        var before = hub;
        publishers.add(
            Thread.ofVirtual()
                .start(() -> unsure.add(publishUntilKilled(before, begin, acknowledged))));
      }
      Eventually.is("some were published", () -> acknowledged.size() > 400);
      hub.kill();
      for (var publisher : publishers) {
        publisher.join();
      }
      hub = new Hub.Launch().inPlaceOf(hub).start();
      for (var number : unsure) {
        id(keyed(hub, number));
        assertThat(isReplayed(keyed(hub, number))).isTrue();
      }
      assertThat(unsure).hasSize(8);
      for (var number : acknowledged.keySet().stream().limit(50).toList()) {
        var again = keyed(hub, number);
        assertThat(id(again)).isEqualTo(acknowledged.get(number));
        assertThat(isReplayed(again)).isTrue();
      }
      var last = hub.publish("idempotency/last", "last");
      var seen = new ArrayList<String>();
      try (var stream = hub.stream("topic=idempotency/**&since=earliest")) {
        for (var event = stream.next(); !last.equals(event.id()); event = stream.next()) {
          seen.add(event.data());
        }
      }
      assertThat(seen).doesNotHaveDuplicates();
      assertThat(seen).containsAll(unsure.stream().map(number -> "data " + number).toList());
      assertThat(seen).hasSize(acknowledged.size() + unsure.size());
    } finally {
      hub.close();
    }
  }

  /// @return the number of which nobody knows
  private static int publishUntilKilled(Hub hub, int begin, Map<Integer, String> acknowledged) {
    var number = begin;
    try {
      while (true) {
        acknowledged.put(number, id(keyed(hub, number)));
        number++;
      }
    } catch (UncheckedIOException _) {
      return number;
    }
  }

  @Test
  void theWindowIsConfigured() {
    try (var brief = new Hub.Launch().with("tidings.idempotency.window", "PT1S").start()) {
      var first = id(keyed(brief, 1));
      Eventually.is("the window is over", () -> !isReplayed(keyed(brief, 1)));
      assertThat(id(keyed(brief, 1))).isNotEqualTo(first);
    }
  }
}
