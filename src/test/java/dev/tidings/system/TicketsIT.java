package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static dev.tidings.system.Problems.json;
import static dev.tidings.system.RawHttp.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A ticket stands for a token in the URL of a stream, and for nothing else.
class TicketsIT {

  private static final String REPLACED = "{\"reason\":\"replaced\"}";

  private final Hub hub = Hub.shared();

  private HttpResponse<String> ask(String token, String body) {
    return ask(hub, token, body);
  }

  private static HttpResponse<String> ask(Hub hub, String token, String body) {
    return hub.send(
        HttpRequest.newBuilder(hub.uri("/tickets"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String ticket(Hub hub, String token, String body) {
    var answer = ask(hub, token, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer.body()).getString("ticket");
  }

  private String ticket(String... filters) {
    return ticket(hub, hub.tokens().subscriber(filters), "");
  }

  private static EventStream open(Hub hub, String topic, String ticket) {
    return EventStream.open(
        hub.uri("/stream?topic=" + topic + "&ticket=" + ticket), null, Map.of());
  }

  private int status(String target) {
    return RawHttp.exchange(hub, "GET", target, "").status();
  }

  private static void assertOpen(EventStream stream) {
    assertThat(stream.response().statusCode()).isEqualTo(200);
    assertThat(stream.nextBlock().id()).isNotNull();
  }

  private static void assertReplaced(EventStream stream) {
    assertThat(stream.rest().getLast())
        .satisfies(
            bye -> {
              assertThat(bye.type()).isEqualTo("tidings.bye");
              assertThat(bye.data()).isEqualTo(REPLACED);
              assertThat(bye.id()).isNull();
            });
  }

  // ---- asking for one

  @Test
  void whoHasATokenGetsATicket() {
    var answer = ask(hub.tokens().subscriber("a"), "");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().allValues("Cache-Control")).contains("no-store");
    var body = json(answer.body());
    assertThat(body.keySet()).containsExactlyInAnyOrder("ticket", "expiresIn");
    assertThat(body.getInt("expiresIn")).isEqualTo(30);
    assertThat(body.getString("ticket")).matches("[\\w-]{20,400}");
  }

  @Test
  void whoHasNoGoodTokenGetsNone() {
    var stranger = RawHttp.exchange(hub, "POST", "/tickets", "");
    assertProblem(stranger, 401, "/tickets");
    assertThat(stranger.header("www-authenticate")).isEqualTo("Bearer");
    assertProblem(ask(new Tokens().everything(), ""), 401, "/tickets");
    assertProblem(ask(new Tokens().everything(), "nonsense"), 401, "/tickets");
    var token = hub.tokens().everything();
    assertProblem(RawHttp.exchange(hub, "POST", "/tickets?token=" + token, ""), 401, "/tickets");
  }

  @Test
  void aCookieCountsWithAnAllowedOriginOnly() {
    var cookie = "Cookie: tidings_token=" + hub.tokens().everything() + "\r\n";

    assertThat(RawHttp.exchange(hub, "POST", "/tickets", cookie).status()).isEqualTo(401);
    assertThat(
            RawHttp.exchange(hub, "POST", "/tickets", cookie + "Origin: https://evil.test\r\n")
                .status())
        .isEqualTo(401);
    assertThat(
            RawHttp.exchange(hub, "POST", "/tickets", cookie + "Origin: https://app.test\r\n")
                .status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "[]",
        "{\"topics\":[]}",
        "{\"topics\":\"a\"}",
        "{\"topics\":[\"a//b\"]}",
        "{\"topics\":[\"a\"],\"x\":1}"
      })
  void aBodyOfAnotherFormIsRefused(String body) {
    assertProblem(ask(hub.tokens().everything(), body), 400, "/tickets");
  }

  @Test
  void asManyFiltersAsAStreamMayHaveAndNoMore() {
    assertThat(ask(hub.tokens().everything(), topics(64)).statusCode()).isEqualTo(201);
    assertProblem(ask(hub.tokens().everything(), topics(65)), 400, "/tickets");
  }

  private static String topics(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"a/" + i + "\"")
        .toList()
        .toString()
        .transform(list -> "{\"topics\":" + list + "}");
  }

  @Test
  void aBodyIsBounded() {
    assertProblem(ask(hub.tokens().everything(), " ".repeat(33 << 10)), 413, "/tickets");
    assertProblem(hub.post("/tickets", "text/plain", "{}"), 415, "/tickets");
  }

  @Test
  void aFilterThatTheTokenDoesNotCoverIsForbidden() {
    var token = hub.tokens().subscriber("a/*");

    assertThat(ask(token, "{\"topics\":[\"a/b\",\"open/x\"]}").statusCode()).isEqualTo(201);
    assertProblem(ask(token, "{\"topics\":[\"a/b\",\"a/**\"]}"), 403, "/tickets");
  }

  @Test
  void aTokenWithTooManyGrantsHasToNameSome() {
    var filters =
        IntStream.range(0, 300).mapToObj(i -> "quite/a/long/topic/" + i).toArray(String[]::new);
    var token = hub.tokens().subscriber(filters);

    var refused = ask(token, "");
    assertProblem(refused, 400, "/tickets");
    assertThat(json(refused.body()).getString("detail")).contains("'topics'");
    assertThat(ask(token, "{\"topics\":[\"quite/a/long/topic/7\"]}").statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void itIsAskedForByPost(String method) {
    var answer = RawHttp.exchange(hub, method, "/tickets", bearer(hub.tokens().everything()));

    assertProblem(answer, 405, "/tickets");
  }

  // ---- using it

  @Test
  void aTicketOpensAStreamAndTheEventsCome() {
    try (var stream = open(hub, "ticket/a", ticket("ticket/*"))) {
      assertOpen(stream);
      hub.publish("ticket/a", "hello");
      assertThat(stream.next().data()).isEqualTo("hello");
    }
  }

  @Test
  void aTicketOpensAStreamOfLines() throws Exception {
    var uri = hub.uri("/stream?topic=ticket/l&ticket=" + ticket("ticket/*"));
    var request = HttpRequest.newBuilder(uri).header("Accept", "application/x-ndjson").build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(body.readNBytes(16), StandardCharsets.UTF_8))
            .isEqualTo("{\"lastEventId\":\"");
      }
    }
  }

  @Test
  void aTicketIsGoodForWhatItsTokenCoversOrOnlyForWhatItNames() {
    var all = ticket("a/*", "b");
    var some = ticket(hub, hub.tokens().subscriber("a/*", "b"), "{\"topics\":[\"a/b\"]}");

    assertThat(status("/stream?topic=a/b&topic=b&ticket=" + all)).isEqualTo(200);
    assertThat(status("/stream?topic=c&ticket=" + all)).isEqualTo(403);
    assertThat(status("/stream?topic=a/b&ticket=" + some)).isEqualTo(200);
    assertThat(status("/stream?topic=open/x&ticket=" + some)).isEqualTo(200);
    assertThat(status("/stream?topic=a/c&ticket=" + some)).isEqualTo(403);
    assertThat(status("/stream?topic=a/b&topic=b&ticket=" + some)).isEqualTo(403);
  }

  static Stream<String> bad() {
    var token = Hub.shared().tokens().subscriber("**");
    var good = ticket(Hub.shared(), token, "");
    var last = good.charAt(good.length() - 1);
    return Stream.of(
        good.substring(0, good.length() - 1),
        good.substring(0, good.length() - 1) + (last == 'A' ? 'E' : 'A'),
        good + "A",
        good.replace("tkt1_", "tkt2_"),
        good.substring(5),
        "tkt1_",
        "a",
        token,
        good + "&ticket=" + good,
        good + "&token=" + token);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadTicketIsRefusedAlsoForWhatIsPublic(String ticket) {
    for (var topic : List.of("a", "open/a")) {
      var answer = RawHttp.exchange(hub, "GET", "/stream?topic=" + topic + "&ticket=" + ticket, "");
      assertProblem(answer, 401, "/stream");
      assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void theHeaderWins() {
    var good = bearer(hub.tokens().subscriber("b"));
    var bad = bearer(new Tokens().everything());
    var ticket = ticket("a");

    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=b&ticket=" + ticket, good).status())
        .isEqualTo(200);
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a&ticket=" + ticket, good).status())
        .isEqualTo(403);
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a&ticket=" + ticket, bad).status())
        .isEqualTo(401);
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a&ticket=", good).status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"POST, /topics/a", "POST, /topics", "POST, /tickets"})
  void aTicketOpensNothingElse(String method, String path) {
    var ticket = ticket(hub, hub.tokens().everything(), "");

    assertProblem(
        RawHttp.exchange(hub, method, path + "?ticket=" + ticket, "Content-Length: 0\r\n"),
        401,
        path);
    assertProblem(
        RawHttp.exchange(hub, method, path, bearer(ticket) + "Content-Length: 0\r\n"), 401, path);
  }

  @Test
  void aTicketIsNoTokenAndOpensNoPoll() {
    var ticket = ticket("**");
    var poll = "Accept: application/json\r\n";

    assertProblem(
        RawHttp.exchange(hub, "GET", "/stream?topic=open/a&ticket=" + ticket, poll),
        401,
        "/stream");
    assertThat(status("/stream?topic=a&token=" + ticket)).isEqualTo(401);
    assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a", bearer(ticket)).status())
        .isEqualTo(401);
    assertThat(
            RawHttp.exchange(
                    hub, "GET", "/stream?topic=a", "Cookie: tidings_token=" + ticket + "\r\n")
                .status())
        .isEqualTo(401);
  }

  @Test
  void aSecondUseTakesTheStreamOver() {
    var ticket = ticket("ticket/*");
    try (var first = open(hub, "ticket/over", ticket)) {
      assertOpen(first);
      hub.publish("ticket/over", "1");
      assertThat(first.next().data()).isEqualTo("1");
      try (var second = open(hub, "ticket/over", ticket)) {
        assertOpen(second);
        assertReplaced(first);
        hub.publish("ticket/over", "2");
        assertThat(second.next().data()).isEqualTo("2");
      }
    }
  }

  /// A phone that changes networks comes back from another address; so a ticket is not bound to
  // one.
  @Test
  void aUseFromAnotherAddressTakesTheStreamOverAsWell() throws Exception {
    var ticket = ticket("ticket/*");
    try (var elsewhere =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName("127.0.0.8"))
                .build();
        var first = open(hub, "ticket/roaming", ticket)) {
      assertOpen(first);
      var uri = hub.uri("/stream?topic=ticket/roaming&ticket=" + ticket);
      try (var second = EventStream.open(elsewhere, uri, null, Map.of())) {
        assertOpen(second);
        assertReplaced(first);
      }
    }
  }

  @Test
  void streamsOfOtherTicketsAndOfTheTokenGoOn() {
    var token = hub.tokens().subscriber("ticket/*");
    try (var one = open(hub, "ticket/own", ticket(hub, token, ""));
        var other = open(hub, "ticket/own", ticket(hub, token, ""));
        var owner =
            EventStream.open(hub.uri("/stream?topic=ticket/own&token=" + token), null, Map.of())) {
      for (var stream : List.of(one, other, owner)) {
        assertOpen(stream);
      }
      hub.publish("ticket/own", "all");
      for (var stream : List.of(one, other, owner)) {
        assertThat(stream.next().data()).isEqualTo("all");
      }
    }
  }

  @Test
  void ofManyUsesAtTheSameMomentOneSurvives() throws Exception {
    var ticket = ticket("ticket/*");
    var streams = new ArrayList<EventStream>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var opening =
          IntStream.range(0, 8)
              .mapToObj(_ -> clients.submit(() -> open(hub, "ticket/race", ticket)))
              .toList();
      for (var stream : opening) {
        streams.add(stream.get());
      }
    }
    try {
      hub.publish("ticket/race", "who");
      var heard = streams.stream().map(TicketsIT::lastWord).toList();

      assertThat(heard).containsOnlyOnce("who").containsOnly("who", REPLACED);
    } finally {
      streams.forEach(EventStream::close);
    }
  }

  /// Whoever is replaced may have heard the event before.
  private static String lastWord(EventStream stream) {
    var word = stream.next();
    if (!"tidings.bye".equals(word.type())) {
      for (var block = stream.nextBlock(); ; block = stream.nextBlock()) {
        if ("tidings.bye".equals(block.type())) {
          return String.valueOf(block.data());
        }
        if (!block.comments().isEmpty()) {
          break; // a heartbeat
        }
      }
    }
    return String.valueOf(word.data());
  }

  @Test
  void aTicketLastsAsLongAsItsTokenAndNoLonger() {
    var token = hub.tokens().expiringIn(Duration.ofSeconds(5));
    var ticket = ticket(hub, token, "");
    try (var stream = open(hub, "ticket/short", ticket)) {
      assertOpen(stream);
      assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"expired\"}");
    }

    assertThat(status("/stream?topic=ticket/short&ticket=" + ticket)).isEqualTo(401);
    assertThat(status("/stream?topic=open/a&ticket=" + ticket)).isEqualTo(401);
  }

  @Test
  void aTicketEndsWithTheRevocationOfItsToken() {
    var claims = hub.tokens().claims("leaver", List.of(), List.of("**"), Duration.ofHours(1));
    var token = hub.tokens().signed(claims.add("jti", "ticket-revoked"));
    var ticket = ticket(hub, token, "");
    var unused = ticket(hub, token, "");
    try (var stream = open(hub, "ticket/revoked", ticket)) {
      assertOpen(stream);

      assertThat(Operator.of(hub).revoke("/connections?jti=ticket-revoked")).isOne();
      assertThat(stream.rest().getLast().data()).isEqualTo("{\"reason\":\"revoked\"}");
    }
    for (var each : List.of(ticket, unused)) {
      assertThat(status("/stream?topic=ticket/revoked&ticket=" + each)).isEqualTo(401);
    }
  }

  @Test
  void aTicketRenewsNothing() {
    var ticket = ticket("**");
    try (var stream = open(hub, "ticket/renewal", ticket)) {
      var id = stream.response().headers().firstValue("Tidings-Connection").orElseThrow();
      var path = "/connections/" + id + "/token";

      assertProblem(RawHttp.exchange(hub, "POST", path + "?ticket=" + ticket, ""), 401, path);
      assertProblem(RawHttp.exchange(hub, "POST", path, bearer(ticket)), 401, path);
    }
  }

  @Test
  void takingAStreamOverNeedsNoFurtherPlace() {
    try (var small = new Hub.Launch().with("tidings.limits.streams-per-subject", "1").start()) {
      var ticket = ticket(small, small.tokens().everything(), "");
      var lines = bearer(small.tokens().everything()) + "Accept: application/x-ndjson\r\n";
      try (var first = open(small, "a", ticket)) {
        assertOpen(first);
        try (var second = open(small, "a", ticket)) {
          assertOpen(second);
          assertReplaced(first);
          assertThat(RawHttp.exchange(small, "GET", "/stream?topic=a", lines).status())
              .isEqualTo(429);
        }
      }
    }
  }

  /// Also the time of the first use is kept, and the key: another hub in the place of this one
  /// knows its tickets, and one elsewhere does not.
  @Test
  void aTicketSurvivesAKillOfTheHubAndLapsesUnused() {
    var before = new Hub.Launch().start();
    var started = Instant.now();
    var token = before.tokens().everything();
    var used = ticket(before, token, "");
    var unused = ticket(before, token, "");
    try (var stream = open(before, "a", used)) {
      assertOpen(stream);
      before.kill();
    } finally {
      before.close();
    }
    try (var hub = new Hub.Launch().inPlaceOf(before).start()) {
      try (var stream = open(hub, "a", used)) {
        assertOpen(stream);
      }
      Eventually.is(
          "the end of the time for a first use",
          Duration.ofSeconds(60),
          () -> Instant.now().isAfter(started.plusSeconds(33)));

      assertThat(RawHttp.exchange(hub, "GET", "/stream?topic=a&ticket=" + unused, "").status())
          .isEqualTo(401);
      try (var stream = open(hub, "a", used)) {
        assertOpen(stream);
        hub.publish("a", "still");
        assertThat(stream.next().data()).isEqualTo("still");
      }
    }
    assertThat(status("/stream?topic=open/a&ticket=" + used)).isEqualTo(401);
  }
}
