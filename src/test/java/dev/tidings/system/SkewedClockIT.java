package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.event.Cursor;
import dev.tidings.redis.TestRedis;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three hubs on one Redis, of which one's clock is an hour fast and another's an hour slow. They
/// are told by how much clocks may differ, else the fast one took no token of an hour.
class SkewedClockIT {

  private static final Path FAKETIME = Path.of("/usr/bin/faketime");

  private static @Nullable TestRedis redis;
  private static final List<Hub> HUBS = new ArrayList<>();

  private final String topic = "clocks/" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    assumeTrue(Files.isExecutable(FAKETIME), "faketime is not installed");
    redis = TestRedis.with("save \"\"");
    var tokens = new Tokens();
    var shared = redis;
    var launched =
        Stream.of("+1h", "+0", "-1h")
            .map(
                offset ->
                    Nodes.launch(shared, tokens)
                        .with("tidings.node.name", "at" + offset)
                        .with("tidings.shedding.threshold", "0")
                        .with("tidings.retention.max-age", "PT30M")
                        .with("mp.jwt.verify.clock.skew", "3600")
                        .under(
                            "env",
                            "LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1",
                            "FAKETIME=" + offset,
                            // Only the clock on the wall is wrong.
                            "FAKETIME_DONT_FAKE_MONOTONIC=1",
                            "FAKETIME_FORCE_MONOTONIC_FIX=0")
                        .launch())
            .toList();
    HUBS.addAll(launched);
    HUBS.forEach(Hub::port);
  }

  @AfterAll
  static void stop() {
    HUBS.forEach(Hub::kill);
    if (redis != null) {
      redis.close();
    }
  }

  private static Hub fast() {
    return HUBS.get(0);
  }

  private static Hub right() {
    return HUBS.get(1);
  }

  private static Hub slow() {
    return HUBS.get(2);
  }

  static Stream<List<Hub>> pairs() {
    return HUBS.stream()
        .flatMap(one -> HUBS.stream().filter(it -> it != one).map(other -> List.of(one, other)));
  }

  @Test
  void theClocksAreOff() {
    assertThat(hourOf(fast())).isEqualTo(1);
    assertThat(hourOf(right())).isZero();
    assertThat(hourOf(slow())).isEqualTo(-1);
  }

  /// As its log has it.
  private static long hourOf(Hub hub) {
    var first = hub.output().lines().filter(line -> line.startsWith("20")).findFirst();
    var told = Instant.parse(first.orElseThrow().split(" ", 2)[0]);
    return Math.round(Duration.between(Instant.now(), told).toSeconds() / 3600.0);
  }

  @Test
  void idsAreOfOneClockWhoeverTakesThePublication() {
    try (var onFast = fast().subscribe(topic);
        var onSlow = slow().subscribe(topic)) {
      var before = Instant.now();
      var ids =
          IntStream.range(0, 30).mapToObj(i -> HUBS.get(i % 3).publish(topic, "" + i)).toList();

      assertThat(ids.stream().map(id -> Cursor.parse(id).orElseThrow())).isSorted();
      assertThat(Cursor.parse(ids.getFirst()).orElseThrow().instant())
          .isBetween(before.minusSeconds(5), before.plusSeconds(5));
      var expected = IntStream.range(0, 30).mapToObj(Integer::toString).toList();
      assertThat(onFast.next(30)).isEqualTo(expected);
      assertThat(onSlow.next(30)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aStreamIsResumedOnEither(List<Hub> pair) {
    var seen = pair.getFirst().publish(topic, "seen");
    pair.getFirst().publish(topic, "missed");

    try (var resumed = pair.getLast().resume(topic, seen)) {
      assertThat(resumed.next(1)).containsExactly("missed");
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatIsYoungIsKeptAndFoundByItsAge(List<Hub> pair) {
    var id = pair.getFirst().publish(topic, "young");
    // Whoever has tidied up since has done it by a clock.
    pair.forEach(hub -> Eventually.is("ready", () -> hub.get("/health/ready").statusCode() == 200));

    var page = history(pair.getLast(), "since=PT1M");

    assertThat(page).contains("\"" + id + "\"");
  }

  private String history(Hub hub, String query) {
    return hub.send(authorized(hub, "/topics/" + topic + "?" + query)).body();
  }

  private static HttpRequest.Builder authorized(Hub hub, String path) {
    return HttpRequest.newBuilder(hub.uri(path))
        .header("Authorization", "Bearer " + hub.tokens().everything());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aRepeatIsKnownElsewhere(List<Hub> pair) {
    var key = UUID.randomUUID().toString();

    var first = publishOnce(pair.getFirst(), key);
    var second = publishOnce(pair.getLast(), key);

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Idempotent-Replayed")).contains("true");
  }

  private HttpResponse<String> publishOnce(Hub hub, String key) {
    return hub.send(
        authorized(hub, "/topics/" + topic)
            .header("Idempotency-Key", key)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("once")));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aTicketOpensAStreamElsewhere(List<Hub> pair) {
    var issued =
        pair.getFirst()
            .send(
                authorized(pair.getFirst(), "/tickets").POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
    var ticket = json(issued.body()).getString("ticket");

    try (var stream = opened(pair.getLast(), "&ticket=" + ticket, null)) {
      pair.getFirst().publish(topic, "news");
      assertThat(stream.next(1)).containsExactly("news");
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aSubjectThatIsRevokedIsRefusedAndTakenAgainWithTheNextToken(List<Hub> pair)
      throws InterruptedException {
    var subject = "subject " + UUID.randomUUID();
    var elsewhere = pair.getLast();
    var before = elsewhere.tokens().of(subject, List.of(), List.of("**"));
    try (var stream = opened(elsewhere, "", before)) {
      stream.nextBlock();
      Operator.of(pair.getFirst()).revoke("/connections?subject=" + Hub.encoded(subject));
      assertThat(stream.rest().getLast().data()).contains("revoked");
    }
    assertThat(poll(elsewhere, before)).isEqualTo(401);

    // A token has seconds: one of the second of the revocation is refused as well.
    Thread.sleep(1100);

    var after = elsewhere.tokens().of(subject, List.of(), List.of("**"));
    assertThat(poll(elsewhere, after)).isEqualTo(200);
  }

  private EventStream opened(Hub hub, String query, @Nullable String token) {
    return EventStream.open(
        hub.client(HttpClient.Version.HTTP_1_1),
        hub.uri("/stream?topic=" + Hub.encoded(topic) + query),
        token,
        Map.of());
  }

  private int poll(Hub hub, String token) {
    return hub.send(
            HttpRequest.newBuilder(hub.uri("/stream?wait=0&topic=" + Hub.encoded(topic)))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token))
        .statusCode();
  }

  @Test
  void allAreInThePicture() {
    var open = HUBS.stream().map(hub -> hub.subscribe(topic)).toList();
    try {
      open.forEach(EventStream::nextBlock);
      for (var hub : HUBS) {
        var nodes = new HashSet<String>();
        var told = Operator.of(hub).get("/connections?limit=1000&topic=" + Hub.encoded(topic));
        json(told.body())
            .getJsonArray("connections")
            .forEach(it -> nodes.add(it.asJsonObject().getString("node")));
        assertThat(nodes).contains("at+1h", "at+0", "at-1h");
      }
    } finally {
      open.forEach(EventStream::close);
    }
  }
}
