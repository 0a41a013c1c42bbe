package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tls.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many streams over one connection, by HTTP/2.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2IT {

  private static final int MANY = 40;

  /// Less than a heartbeat, and more than a busy machine needs.
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  private final Authority authority = new Authority();
  private Hub hub;

  @BeforeAll
  void start() {
    hub =
        new Hub.Launch()
            .secured(authority)
            .with("tidings.stream.heartbeat", "PT20S")
            .with("tidings.stream.write-timeout", "PT2S")
            .with("tidings.drain.window", "PT0S")
            .start();
  }

  @AfterAll
  void stop() {
    hub.close();
  }

  private EventStream subscribe(HttpClient client, String topic) {
    return EventStream.open(
        client,
        hub.uri("/stream?topic=" + Hub.encoded(topic)),
        hub.tokens().everything(),
        Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void whatAClientAsksForIsWhatIsSpoken(HttpClient.Version version) throws Exception {
    try (var client = hub.client(version)) {
      var answer =
          client.send(
              HttpRequest.newBuilder(hub.uri("/health/ready")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/client/tidings.d.ts", "/client/tidings.js", "/nowhere"})
  void anAnswerComesToItsEndForAClientThatTakesTrailers(String path) throws Exception {
    var answer = askTakingTrailers(HttpRequest.newBuilder(hub.uri(path)));

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void anAnswerWithoutABodyComesToItsEndForAClientThatTakesTrailers() throws Exception {
    var request = HttpRequest.newBuilder(hub.uri("/client/tidings.js"));
    var tag = askTakingTrailers(request).headers().firstValue("etag").orElseThrow();

    var again = askTakingTrailers(request.header("If-None-Match", tag));

    assertThat(again.statusCode()).isEqualTo(304);
  }

  /// As Firefox asks for everything. Neither the client's timeout nor its close would put an end to
  /// an answer that has begun and does not end.
  private HttpResponse<String> askTakingTrailers(HttpRequest.Builder request) throws Exception {
    var client = hub.client(HttpClient.Version.HTTP_2);
    try {
      return client
          .sendAsync(
              request.setHeader("TE", "trailers").build(), HttpResponse.BodyHandlers.ofString())
          .get(10, TimeUnit.SECONDS);
    } finally {
      client.shutdownNow();
    }
  }

  @Test
  void manyStreamsShareAConnection() {
    try (var client = hub.client(HttpClient.Version.HTTP_2)) {
      subscribe(client, "warm").close();
      var before = connections();
      var streams = IntStream.range(0, MANY).mapToObj(i -> subscribe(client, "many/" + i)).toList();
      assertThat(connections()).isEqualTo(before);

      for (int i = 0; i < MANY; i++) {
        hub.publish("many/" + i, "for " + i);
      }

      for (int i = 0; i < MANY; i++) {
        var stream = streams.get(i);
        assertThat(stream.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(stream.response().headers().firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(stream.next().data()).isEqualTo("for " + i);
        stream.close();
      }
    }
  }

  @Test
  void aStreamThatIsGivenUpIsNoticedAtOnceAndTheOthersGoOn() throws IOException {
    try (var wire = Http2Wire.taking(hub, authority)) {
      var token = hub.tokens().everything();
      var left = wire.get("/stream?topic=quiet/left", token);
      var kept = wire.get("/stream?topic=quiet/kept", token);
      wire.awaitData(left, "id: ").awaitData(kept, "id: ");

      wire.reset(left);

      Eventually.is("noticed", AT_ONCE, () -> departure("quiet/left").contains("reason=gone"));
      hub.publish("quiet/left", "to nobody");
      hub.publish("quiet/kept", "still here");
      wire.awaitData(kept, "still here");
      assertThat(wire.response(left).data()).doesNotContain("nobody");
      assertThat(wire.response(left).isEnded()).isFalse();
    }
    Eventually.is("noticed", AT_ONCE, () -> departure("quiet/kept").contains("reason=gone"));
  }

  @Test
  void aStreamOfWhichNothingIsTakenIsEndedAsSlowAndTheOthersOfItsConnectionDoNotNotice()
      throws IOException {
    try (var wire = Http2Wire.hesitating(hub, authority)) {
      var token = hub.tokens().everything();
      wire.credit(0, 1 << 24);
      var stalled = wire.get("/stream?topic=stalled/*", token);
      var reading = wire.get("/stream?topic=stalled/*", token);
      wire.credit(reading, 1 << 24);
      wire.awaitData(stalled, "id: ").awaitData(reading, "id: ");

      for (int i = 0; i < 20; i++) {
        hub.publish("stalled/a", i + "x".repeat(8000));
      }
      wire.awaitData(reading, "data: 19x");

      Eventually.is("reset", () -> wire.response(stalled).isReset());
      Eventually.is("told", () -> departure("stalled/").contains("reason=slow"));
      hub.publish("stalled/a", "the end");
      wire.awaitData(reading, "the end");
      assertThat(wire.isOverrun()).isFalse();
      assertThat(wire.response(stalled).data()).hasSize(65_535);
      assertThat(wire.isToldToGo()).isFalse();
    }
  }

  @Test
  void nothingIsSentThatIsNotWantedYetAndNothingIsLost() throws IOException {
    try (var wire = Http2Wire.hesitating(hub, authority)) {
      var token = hub.tokens().everything();
      var streams = new ArrayList<Integer>();
      for (int i = 0; i < 4; i++) {
        streams.add(wire.get("/stream?topic=bits", token));
        wire.awaitData(streams.getLast(), "id: ");
      }
      for (int i = 0; i < 30; i++) {
        hub.publish("bits", i + "y".repeat(4000));
      }

      // The connection has room for a sixth of what there is.
      for (int i = 0; i < 60; i++) {
        wire.credit(0, 8_000);
        for (var stream : streams) {
          wire.credit(stream, 3_000);
        }
      }

      for (var stream : streams) {
        wire.awaitData(stream, "data: 29y" + "y".repeat(3999) + "\n\n");
        var numbers =
            wire.response(stream)
                .data()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .toList();
        assertThat(numbers).isEqualTo(IntStream.range(0, 30).mapToObj(Integer::toString).toList());
      }
      assertThat(wire.isOverrun()).isFalse();
    }
  }

  @Test
  void aConnectionServesAnyNumberOfRequestsOneAfterAnother() throws IOException {
    try (var wire = Http2Wire.taking(hub, authority)) {
      var token = hub.tokens().everything();
      var stream = wire.get("/stream?topic=long", token);
      wire.awaitData(stream, "id: ");
      for (int i = 0; i < 700; i++) {
        var id =
            wire.request("POST", "/topics/long", token, ("n" + i).getBytes(StandardCharsets.UTF_8));
        if (i % 10 == 9) {
          Eventually.is("answered", () -> wire.response(id).isEnded());
        }
      }
      wire.awaitData(stream, "data: n699\n");
      assertThat(wire.isToldToGo()).isFalse();
    }
  }

  @Test
  void streamsComeAndGoOnAConnectionThatHasAsManyAsItMay() throws IOException {
    try (var wire = Http2Wire.taking(hub, authority)) {
      var token = hub.tokens().everything();
      var open = new ArrayList<Integer>();
      for (int i = 0; i < 300; i++) {
        var id = wire.get("/stream?topic=turnover", token);
        Eventually.is("opened", () -> wire.response(id).isOpened());
        open.add(id);
        if (open.size() == 100) {
          wire.reset(open.removeFirst());
        }
      }
      hub.publish("turnover", "to all");
      for (var id : open) {
        wire.awaitData(id, "to all");
      }
      assertThat(wire.isToldToGo()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/topics|x", "/%zz", "/stream?topic=a|b", "/stream?topic=%", "*"})
  void whatIsNoPathIsRefusedAndTheConnectionStays(String path) throws IOException {
    try (var wire = Http2Wire.taking(hub, authority)) {
      var token = hub.tokens().everything();
      var refused = wire.get(path, token);
      Eventually.is("answered", () -> wire.response(refused).isEnded());
      assertThat(wire.response(refused).data()).contains("\"status\":40");

      var good = wire.get("/health/live", token);
      wire.awaitData(good, "UP");
    }
    assertThat(hub.output()).doesNotContain("WARNING", "SEVERE");
  }

  @Test
  void whatIsNoHttp2EndsItsOwnConnectionAndIsNoNews() throws IOException {
    for (int type = 0; type < 12; type++) {
      try (var wire = Http2Wire.taking(hub, authority)) {
        wire.send(type, 0xff, 2, "this is no frame of any kind".getBytes(StandardCharsets.UTF_8));
        wire.send(9, 0, 0, new byte[20_000]);
        Eventually.is("ended", wire::isEnded);
      } catch (SocketException _) {
        // it ended while it was still being sent to
      }
    }
    assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(hub.output()).doesNotContain("WARNING", "SEVERE");
  }

  @Test
  void aQuietStreamIsNotIdleAndAQuietConnectionIs() throws Exception {
    try (var quick =
        new Hub.Launch()
            .secured(authority)
            .with("tidings.stream.heartbeat", "PT1M")
            .with("server.idle-connection-timeout", "PT4S")
            .with("server.idle-connection-period", "PT0.2S")
            .start()) {
      quick.subscribe("warm").close();
      var token = quick.tokens().everything();
      try (var streaming = Http2Wire.taking(quick, authority)) {
        var stream = streaming.get("/stream?topic=a", token);
        streaming.awaitData(stream, "id: ");
        var idle = Http2Wire.taking(quick, authority);
        var answered = idle.get("/health/live", token);
        idle.awaitData(answered, "UP");

        Eventually.is("sent away", idle::isToldToGo);
        Eventually.is("closed", idle::isEnded);
        streaming.send(Http2Wire.PING, 0, 0, new byte[8]);
        quick.publish("a", "still here");
        streaming.awaitData(stream, "still here");
        idle.close();
      }
    }
  }

  @Test
  void aStreamGoesOnAfterARestart() {
    try (var first =
            new Hub.Launch().secured(authority).with("tidings.drain.window", "PT0S").start();
        var client = first.client(HttpClient.Version.HTTP_2)) {
      String seen;
      try (var stream =
          EventStream.open(
              client, first.uri("/stream?topic=a"), first.tokens().everything(), Map.of())) {
        first.publish("a", "seen");
        seen = String.valueOf(stream.next().id());
        first.terminate();
        assertThat(stream.rest().getLast().type()).isEqualTo("tidings.bye");
      }
      assertThat(first.awaitEnd()).isIn(0, 143);
      try (var second = new Hub.Launch().inPlaceOf(first).start()) {
        second.publish("a", "missed");
        try (var stream =
            EventStream.open(
                client,
                second.uri("/stream?topic=a"),
                second.tokens().everything(),
                Map.of("Last-Event-ID", seen))) {
          assertThat(stream.next().data()).isEqualTo("missed");
        }
      }
    }
  }

  private String departure(String topic) {
    return hub.output()
        .lines()
        .filter(line -> line.contains("stream ended") && line.contains(topic))
        .findFirst()
        .orElse("");
  }

  private long connections() {
    try (var files = Files.list(Path.of("/proc/" + hub.pid() + "/fd"))) {
      return files.filter(Http2IT::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException _) {
      return false;
    }
  }
}
