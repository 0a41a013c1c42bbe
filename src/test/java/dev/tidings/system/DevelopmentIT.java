package dev.tidings.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The development profile: what a newcomer gets without any configuration.
class DevelopmentIT {

  private static final Pattern URL = Pattern.compile("'(http://localhost[^']*)'");
  private static final Pattern TOKEN = Pattern.compile("Bearer ([^']+)'");

  private static final Hub HUB =
      new Hub.Launch()
          .with("mp.config.profile", "dev")
          .without("server.host")
          .without("mp.jwt.verify.issuer")
          .without("mp.jwt.verify.publickey.location")
          .launch();

  @BeforeAll
  static void awaitWelcome() {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!HUB.output().contains("Stop with Ctrl-C")) {
      assertThat(System.nanoTime()).as(HUB.output()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @AfterAll
  static void stop() {
    HUB.close();
  }

  private static String line(String name) {
    return HUB.output()
        .lines()
        .filter(line -> line.strip().startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private static String publisherToken() {
    var token = TOKEN.matcher(line("Publish"));
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  @Test
  void theKeyIsItsOwnersAlone() throws IOException {
    var key = HUB.directory().resolve("key.pem");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  /// The lines are given to a shell, as a newcomer does.
  @Test
  void thePrintedLinesWorkAsTheyStand() throws IOException, InterruptedException {
    var subscriber = shell(line("Subscribe").replaceFirst("\\s*Subscribe\\s+", ""));
    try (var lines = subscriber.inputReader(UTF_8)) {
      assertThat(lines.readLine()).startsWith("retry:");
      var publisher = shell(line("Publish").replaceFirst("\\s*Publish\\s+", ""));
      assertThat(new String(publisher.getInputStream().readAllBytes(), UTF_8))
          .contains("\"topic\":\"news\"");
      assertThat(publisher.waitFor()).isZero();

      var line = lines.readLine();
      while (!"data: Hello".equals(line)) {
        assertThat(line).as("the stream ended").isNotNull();
        line = lines.readLine();
      }
    } finally {
      subscriber.descendants().forEach(ProcessHandle::destroy);
      subscriber.destroy();
    }
  }

  private static Process shell(String command) throws IOException {
    return new ProcessBuilder("sh", "-c", "exec " + command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void thePageIsThere() {
    var url = URL.matcher(line("See it live").replaceAll("(http\\S+)", "'$1'"));

    assertThat(url.find()).isTrue();
    assertThat(HUB.get("/").body()).contains("<html");
  }

  @Test
  void onlyThisMachineReachesIt() throws IOException {
    for (var address : otherAddresses()) {
      assertThatIOException()
          .as(address.toString())
          .isThrownBy(() -> new Socket(address, HUB.port()).close());
    }
    assertThat(HUB.get("/health/live").statusCode()).isEqualTo(200);
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .toList();
  }

  @Test
  void metricsAreForEverybodyAndTheRestIsNot() {
    try (var open = EventStream.open(HUB.uri("/stream?topic=metrics/**"), null, Map.of());
        var closed = EventStream.open(HUB.uri("/stream?topic=news"), null, Map.of())) {
      assertThat(open.response().statusCode()).isEqualTo(200);
      assertThat(closed.response().statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aProductionHubRefusesItsTokens() {
    var answer =
        RawHttp.exchange(
            Hub.shared(), "GET", "/stream?topic=open/a", RawHttp.bearer(publisherToken()));

    assertThat(answer.status()).isEqualTo(401);
  }
}
