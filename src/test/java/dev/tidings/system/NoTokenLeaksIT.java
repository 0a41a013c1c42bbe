package dev.tidings.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Tokens appear in no answer and nowhere in what a hub prints, even when it prints all it can.
class NoTokenLeaksIT {

  private final List<String> answers = new ArrayList<>();

  @Test
  void noTokenIsPrintedWhateverIsAskedWithIt() throws IOException {
    try (var hub =
        new Hub.Launch()
            .with("tidings.topics.public", "open/**")
            .with("tidings.cors.origins", "https://app.test")
            .start()) {
      var good = hub.tokens().everything();
      var bad = new Tokens().everything();
      var poor = hub.tokens().subscriber("nothing");
      for (var token : List.of(good, bad, poor)) {
        askEverythingWith(hub, token);
      }
      try (var stream =
          EventStream.open(hub.uri("/stream?topic=a&token=" + good), null, Map.of())) {
        hub.publish("a", "a");
        stream.next();
        lookAround(hub);
      }
      awaitEndOfStream(hub);
      var tickets = List.of(ticket(hub), ticket(hub).replace("tkt1_", "tkt1_x"));
      for (var ticket : tickets) {
        askEverythingWith(hub, ticket);
      }
      try (var stream =
          EventStream.open(
              hub.uri("/stream?topic=a&ticket=" + tickets.getFirst()), null, Map.of())) {
        hub.publish("a", "a");
        stream.next();
        lookAround(hub);
      }

      for (var token : List.of(good, bad, poor)) {
        assertHidden(hub.output(), token);
        answers.forEach(answer -> assertHidden(answer, token));
      }
      for (var ticket : tickets) {
        var secret = ticket.substring("tkt1_".length());
        assertThat(hub.output()).doesNotContain(secret);
        answers.forEach(answer -> assertThat(answer).doesNotContain(secret));
      }
    }
  }

  /// What operators see while a stream is open, and how its threads are called.
  private void lookAround(Hub hub) throws IOException {
    var listed = Operator.of(hub).get("/connections").body();
    assertThat(listed).contains("\"topics\":[\"a\"]");
    answers.add(listed);
    answers.add(Operator.of(hub).get("/topics").body());
    var threads = hub.directory().resolve("threads.txt");
    var dump =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            String.valueOf(hub.pid()),
            "Thread.dump_to_file",
            "-overwrite",
            threads.toString());
    var output = dump.redirectErrorStream(true).start().getInputStream().readAllBytes();
    assertThat(threads).as(new String(output, UTF_8)).isNotEmptyFile();
    answers.add(Files.readString(threads));
  }

  private static String ticket(Hub hub) {
    return Problems.json(hub.post("/tickets", "application/json", "").body()).getString("ticket");
  }

  private static void awaitEndOfStream(Hub hub) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!hub.output().contains("stream ended")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private void askEverythingWith(Hub hub, String token) {
    var carriers =
        List.of(
            RawHttp.bearer(token),
            "Authorization: " + token + "\r\n",
            "Authorization: Basic " + token + "\r\n",
            "Cookie: tidings_token=" + token + "\r\nOrigin: https://app.test\r\n");
    var queries =
        List.of(
            "", "?token=" + token, "?ticket=" + token, "?%74oken=" + token, "?%74icket=" + token);
    for (var path :
        List.of(
            "/stream",
            "/topics/a",
            "/tickets",
            "/topics",
            "/connections",
            "/connections/x/token",
            "/metrics",
            "/openapi",
            "/topics/a%00",
            "/topics/%",
            "/nowhere",
            "/health/ready",
            "//")) {
      for (var query : queries) {
        var target = path + query;
        for (var carrier : carriers) {
          ask(hub, RawHttp.head("GET", target, carrier));
        }
        ask(hub, RawHttp.head("BREW", target, ""));
        ask(hub, RawHttp.head("POST", target, "Content-Length: x\r\n"));
        ask(hub, "GET " + target + " HTTP/7\r\nHost: a\r\n\r\n");
        ask(hub, "GET " + target + "&%zz HTTP/1.1\r\nHost: a\r\n\r\n");
      }
    }
    ask(hub, RawHttp.head("GET", "/stream?topic=a&lastEventId=" + token, RawHttp.bearer(token)));
    ask(hub, RawHttp.head("GET", "/stream?topic=a&since=" + token, RawHttp.bearer(token)));
    ask(hub, RawHttp.head("GET", "/" + "a".repeat(40_000) + "?token=" + token, ""));
  }

  private void ask(Hub hub, String request) {
    var answer = RawHttp.exchange(hub, request);
    answers.add(answer.headers() + answer.body());
  }

  private static void assertHidden(String text, String token) {
    var parts = token.split("\\.", -1);
    assertThat(text).doesNotContain(parts[1], parts[2]);
  }
}
