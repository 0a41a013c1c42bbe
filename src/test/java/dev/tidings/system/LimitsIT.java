package dev.tidings.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.RawHttp.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LimitsIT {

  private static final Hub HUB =
      new Hub.Launch()
          .with("tidings.topics.public", "open/**")
          .with("tidings.limits.streams-per-subject", "2")
          .with("tidings.limits.streams-per-address", "6")
          .with("tidings.limits.publications-per-second", "5")
          .with("tidings.proxies.trusted", "127.0.0.1")
          .start();

  private static final Hub QUICK =
      new Hub.Launch()
          .with("tidings.topics.public", "open/**")
          .with("tidings.limits.connects-per-second", "10")
          .with("tidings.proxies.trusted", "127.0.0.1")
          .start();

  @AfterAll
  static void stop() {
    HUB.close();
    QUICK.close();
  }

  @Test
  void aSubjectHasNoMoreStreamsThanItMayInWhateverTransport() {
    var token = HUB.tokens().of("alice", List.of(), List.of("**"));
    try (var first = stream("198.51.100.1", token);
        var second = stream("198.51.100.2", token)) {
      assertThat(first.readThrough("\n\n")).contains("retry: ");
      assertThat(second.readThrough("\n\n")).contains("retry: ");

      try (var third = stream("198.51.100.3", token)) {
        assertThat(third.readThrough("\n\n"))
            .contains(" 200 ", "tidings.bye", "\"reason\":\"busy\"")
            .containsPattern("retry: \\d+");
      }
      assertTooMany(ask("application/json", "198.51.100.3", token));
      assertTooMany(ask("application/x-ndjson", "198.51.100.3", token));
      var other = HUB.tokens().of("bob", List.of(), List.of("**"));
      assertThat(poll("198.51.100.3", other).status()).isEqualTo(200);
    }
    Eventually.is("a place is free again", () -> poll("198.51.100.3", token).status() == 200);
  }

  @Test
  void anAddressHasNoMoreStreamsThanItMayWhoeverAsks() {
    var streams = new ArrayList<RawHttp>();
    try {
      for (int i = 0; i < 6; i++) {
        var stream = stream("203.0.113.7", null);
        streams.add(stream);
        assertThat(stream.readThrough("\n\n")).contains("retry: ");
      }

      try (var refused = stream("203.0.113.7", null)) {
        assertThat(refused.readThrough("\n\n")).contains("\"reason\":\"busy\"");
      }
      assertThat(poll("203.0.113.8", null).status()).isEqualTo(200);
      // What the client says of itself counts for nothing: the proxy adds to the end.
      assertTooMany(poll("203.0.113.99, 203.0.113.7", null));
    } finally {
      streams.forEach(RawHttp::close);
    }
  }

  @Test
  void whoConnectsFarMoreOftenThanItMayIsNotAnswered() throws IOException {
    var clients = new ArrayList<Socket>();
    try {
      var begun = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        connect().ifPresent(clients::add);
      }
      var answered = 0;
      for (var client : clients) {
        answered += isAnswered(client) ? 1 : 0;
      }

      var seconds = (System.nanoTime() - begun) / 1e9;
      assertThat(answered).isBetween(40, 40 + (int) Math.ceil(40 * seconds)).isLessThan(200);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    assertThat(QUICK.get("/health/live").statusCode()).as("of others").isEqualTo(200);
  }

  /// Connects and asks; empty if it was shut out before it could speak.
  private static Optional<Socket> connect() throws IOException {
    var socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), QUICK.port()));
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(RawHttp.head("GET", "/health/live", "").getBytes(US_ASCII));
      return Optional.of(socket);
    } catch (SocketException _) {
      socket.close();
      return Optional.empty();
    }
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketException _) {
      return false;
    }
  }

  @Test
  void aSubjectPublishesNoMoreInASecondThanItMay() {
    var token = HUB.tokens().of("busy", List.of("**"), List.of());
    var answers = new ArrayList<Answer>();
    for (int i = 0; i < 60; i++) {
      answers.add(publish(HUB, token, "/topics/news", "text/plain", "x"));
    }

    assertThat(answers).extracting(Answer::status).containsOnly(201, 429);
    var refused = answers.stream().filter(answer -> answer.status() == 429).toList();
    assertThat(refused).isNotEmpty().allSatisfy(LimitsIT::assertTooMany);
    var other = HUB.tokens().of("calm", List.of("**"), List.of());
    assertThat(publish(HUB, other, "/topics/news", "text/plain", "x").status()).isEqualTo(201);
  }

  @Test
  void aBatchPassesAndIsPaidForAfterwards() {
    var token = HUB.tokens().of("bulk", List.of("**"), List.of());
    var lines = "{\"topic\":\"news\",\"data\":1}\n".repeat(50);

    assertThat(publish(HUB, token, "/topics", "application/x-ndjson", lines).status())
        .isEqualTo(201);

    var next = publish(HUB, token, "/topics/news", "text/plain", "x");
    assertTooMany(next);
    assertThat(Integer.parseInt(next.header("retry-after"))).isBetween(5, 10);
  }

  @Test
  void anAddressBeginsNoMoreStreamsInASecondThanItMayAndOthersAreNotHeldUp() {
    var token = QUICK.tokens().everything();
    try (var calm = QUICK.subscribe("news")) {
      var answers = new ArrayList<Answer>();
      for (int i = 0; i < 60; i++) {
        answers.add(poll(QUICK, "192.0.2.66", null));
      }
      assertThat(answers).extracting(Answer::status).contains(200, 429);
      assertThat(answers.stream().filter(answer -> answer.status() == 429))
          .isNotEmpty()
          .allSatisfy(LimitsIT::assertTooMany);

      assertThat(poll(QUICK, "192.0.2.67", token).status()).isEqualTo(200);
      QUICK.publish("news", "still there");
      assertThat(calm.next().data()).isEqualTo("still there");
    }
  }

  private static RawHttp stream(String client, @Nullable String token) {
    var connection = new RawHttp(HUB);
    connection.send(request("text/event-stream", client, token));
    return connection;
  }

  private static Answer poll(String client, @Nullable String token) {
    return poll(HUB, client, token);
  }

  private static Answer poll(Hub hub, String client, @Nullable String token) {
    return RawHttp.exchange(hub, request("application/json", client, token));
  }

  private static Answer ask(String transport, String client, @Nullable String token) {
    return RawHttp.exchange(HUB, request(transport, client, token));
  }

  private static String request(String accept, String client, @Nullable String token) {
    var headers =
        "Accept: %s\r\nX-Forwarded-For: %s\r\n".formatted(accept, client)
            + (token == null ? "" : RawHttp.bearer(token));
    return RawHttp.head("GET", "/stream?topic=open/limits&wait=0", headers);
  }

  private static Answer publish(Hub hub, String token, String path, String type, String body) {
    var headers =
        RawHttp.bearer(token)
            + "Content-Type: %s\r\nContent-Length: %d\r\n".formatted(type, body.length());
    return RawHttp.exchange(hub, RawHttp.head("POST", path, headers) + body);
  }

  private static void assertTooMany(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("urn:tidings:problem:too-many");
    assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
  }
}
