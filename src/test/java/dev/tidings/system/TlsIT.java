package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.tls.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams over TLS, and those who do not get that far.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

  private static final int CONNECTIONS = 24;

  /// A client that speaks TLS 1.1 and no later (RFC 4346, 7.4.1.2): its hello.
  private static final byte[] TLS_1_1 =
      HexFormat.of().parseHex("160302002f0100002b0302" + "5a".repeat(32) + "000004c013002f0100");

  /// An alert, fatal, of the version (RFC 8446, 6).
  private static final String REFUSED_FOR_ITS_VERSION = "020246";

  /// Less than a heartbeat, and more than a busy machine needs.
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  private final Authority authority = new Authority();
  private Hub hub;

  @BeforeAll
  void start() {
    hub =
        new Hub.Launch()
            .secured(authority)
            .with("server.max-tcp-connections", Integer.toString(CONNECTIONS))
            .with("tidings.tls.check-interval", "PT0.2S")
            .with("tidings.tls.handshake-timeout", "PT5S")
            .with("tidings.stream.heartbeat", "PT20S")
            .with("tidings.stream.write-timeout", "PT1S")
            .start();
  }

  @AfterAll
  void stop() {
    hub.close();
  }

  private Socket plain() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private SSLSocket secured() throws IOException {
    return (SSLSocket) authority.client().getSocketFactory().createSocket("127.0.0.1", hub.port());
  }

  @Test
  void aStreamOfHttp1HasItsConnectionToItself() {
    try (var stream = hub.subscribe("news")) {
      var first = hub.publish("news", "a");
      assertThat(stream.response().version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(stream.next().data()).isEqualTo("a");
      hub.publish("news", "b".repeat(60_000));
      assertThat(stream.next().data()).hasSize(60_000);

      try (var again = hub.resume("news", first)) {
        assertThat(again.next().data()).hasSize(60_000);
      }
    }
  }

  private SSLSocket stream(String topic) throws IOException {
    var socket = secured();
    socket
        .getOutputStream()
        .write(
            "GET /stream?topic=%s HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(Hub.encoded(topic), hub.tokens().everything())
                .getBytes(StandardCharsets.UTF_8));
    var in = socket.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\n\n\r\n") < 0) {
      head.append((char) in.read());
    }
    assertThat(head).contains("200 OK");
    return socket;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatLeavesIsNoticedAtOnceWhetherItSaysSoOrNot(boolean says) throws IOException {
    var topic = "leaving/" + says;
    try (var raw = plain()) {
      var socket =
          (SSLSocket) authority.client().getSocketFactory().createSocket(raw, "127.0.0.1", 0, true);
      socket
          .getOutputStream()
          .write(
              "GET /stream?topic=%s HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(Hub.encoded(topic), hub.tokens().everything())
                  .getBytes(StandardCharsets.UTF_8));
      var answer = new StringBuilder();
      while (answer.indexOf("id: ") < 0) {
        answer.append((char) socket.getInputStream().read());
      }

      if (says) {
        socket.shutdownOutput();
      } else {
        raw.setSoLinger(true, 0);
      }
    }

    Eventually.is("noticed", AT_ONCE, () -> departure(topic).contains("reason=gone"));
  }

  @Test
  void aClientThatTakesNothingIsCutAndNobodyElseNotices() throws IOException {
    try (var stuck = stream("load");
        var reading = hub.subscribe("load")) {
      assertThat(stuck.isConnected()).isTrue();
      for (int i = 0; i < 400; i++) {
        hub.publish("load", i + "x".repeat(60_000));
        assertThat(reading.next().data()).startsWith(i + "x");
      }

      Eventually.is("closed", () -> departure("load").contains("reason=slow"));
      hub.publish("load", "the end");
      assertThat(reading.next().data()).isEqualTo("the end");
    }
  }

  @Test
  void nobodySpeaksAnythingOlderThanTls12() throws IOException {
    try (var socket = plain()) {
      socket.getOutputStream().write(TLS_1_1);

      var answer = HexFormat.of().formatHex(socket.getInputStream().readAllBytes());

      assertThat(answer).startsWith("15").endsWith(REFUSED_FOR_ITS_VERSION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void both12And13AreSpoken(String version) throws IOException {
    try (var socket = secured()) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"
      })
  void weakSuitesAreRefused(String suite) throws IOException {
    try (var socket = secured()) {
      socket.setEnabledCipherSuites(new String[] {suite});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  private interface Attempt {
    void on(Socket socket) throws IOException;
  }

  private static void swallow(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException _) {
      // it was reset
    }
  }

  static List<Attempt> failures() {
    return List.of(
        Socket::close,
        socket -> {
          socket.setSoLinger(true, 0);
          socket.close();
        },
        socket -> {
          socket
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nHost: hub\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          swallow(socket);
        },
        socket -> {
          socket.getOutputStream().write(TLS_1_1);
          swallow(socket);
        },
        socket -> {
          socket.getOutputStream().write(TLS_1_1, 0, 20);
          socket.shutdownOutput();
          swallow(socket);
        },
        // one that does not trust the hub
        socket -> {
          var other = new Authority().client().getSocketFactory();
          try (var secured = (SSLSocket) other.createSocket(socket, "127.0.0.1", 0, true)) {
            assertThatThrownBy(secured::startHandshake).isInstanceOf(IOException.class);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failedHandshakesTakeNoPlaces(Attempt attempt) throws IOException {
    for (int i = 0; i < 3 * CONNECTIONS; i++) {
      try (var socket = plain()) {
        attempt.on(socket);
      }
    }

    assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(hub.output()).doesNotContain("SEVERE", "\\n at ");
  }

  @Test
  void handshakesThatStallGiveTheirPlacesBack() throws IOException {
    var stalled = new ArrayList<Socket>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        var socket = plain();
        stalled.add(socket);
        socket.getOutputStream().write(TLS_1_1, 0, i);
      }

      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
      for (var socket : stalled) {
        swallow(socket);
      }
    } finally {
      for (var socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void aRenewedCertificateIsShownToWhoeverComesAndStreamsStay() throws Exception {
    var directory = Files.createTempDirectory(hub.directory(), "volume");
    authority.issue().write(directory.resolve("first"));
    var data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("first"));
    try (var renewing =
            new Hub.Launch()
                .secured(authority)
                .with("tidings.tls.certificate", directory.resolve("..data/tls.crt").toString())
                .with("tidings.tls.key", directory.resolve("..data/tls.key").toString())
                .with("tidings.tls.check-interval", "PT0.2S")
                .start();
        var http1 = renewing.subscribe("a");
        var client = renewing.client(HttpClient.Version.HTTP_2);
        var http2 =
            EventStream.open(
                client,
                renewing.uri("/stream?topic=a"),
                renewing.tokens().everything(),
                Map.of())) {
      var renewed = authority.issue();
      Files.createDirectories(directory.resolve("broken"));
      Files.writeString(directory.resolve("broken/tls.crt"), renewed.pem());
      swap(data, "broken");
      Eventually.is("told", () -> renewing.output().contains("certificate not renewed"));
      assertThat(serial(renewing)).isNotEqualTo(renewed.certificate().getSerialNumber());

      renewed.write(directory.resolve("second"));
      swap(data, "second");

      Eventually.is(
          "shown", () -> serial(renewing).equals(renewed.certificate().getSerialNumber()));
      renewing.publish("a", "still here");
      assertThat(http1.next().data()).isEqualTo("still here");
      assertThat(http2.next().data()).isEqualTo("still here");
      assertThat(renewing.output().lines().filter(line -> line.contains("WARNING")))
          .singleElement()
          .asString()
          .contains("tidings.tls.key", "does not exist");
    }
  }

  private static void swap(Path link, String target) throws IOException {
    var next = Files.createSymbolicLink(link.resolveSibling("..data_tmp"), Path.of(target));
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
  }

  private BigInteger serial(Hub other) {
    try (var socket =
        (SSLSocket) authority.client().getSocketFactory().createSocket("127.0.0.1", other.port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String departure(String topic) {
    return hub.output()
        .lines()
        .filter(line -> line.contains("stream ended") && line.contains("[" + topic + "]"))
        .findFirst()
        .orElse("");
  }
}
