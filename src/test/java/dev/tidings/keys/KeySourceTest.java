package dev.tidings.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySourceTest {

  private static final String LARGE = "x".repeat(5 * 1024 * 1024);

  private final Path directory;

  KeySourceTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static void assertUnreadable(KeySource source, String reason) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(source::text)
        .withMessageContaining(reason);
  }

  @Test
  void aFileIsNamedByItsPathOrItsUri() throws IOException {
    var file = Files.writeString(directory.resolve("a key"), "text");

    assertThat(KeySource.at(file.toString()).text()).isEqualTo("text");
    assertThat(KeySource.at(file.toUri().toString()).text()).isEqualTo("text");
  }

  @Test
  void aLinkIsFollowedEachTime() throws IOException {
    var link = directory.resolve("link");
    Files.createSymbolicLink(link, Files.writeString(directory.resolve("1"), "one"));
    var source = KeySource.at(link.toString());
    assertThat(source.text()).isEqualTo("one");

    Files.delete(link);
    Files.createSymbolicLink(link, Files.writeString(directory.resolve("2"), "two"));
    assertThat(source.text()).isEqualTo("two");
  }

  @Test
  void whatIsNoFileOrTooLargeCannotBeRead() throws IOException {
    assertUnreadable(KeySource.at(directory.toString()), "no file");
    assertUnreadable(KeySource.at(directory.resolve("nowhere").toString()), "no file");
    assertUnreadable(KeySource.at("/dev/zero"), "no file");
    assertUnreadable(
        KeySource.at(Files.writeString(directory.resolve("large"), LARGE).toString()), "larger");
  }

  @Test
  void aResourceOfTheApplicationIsNamedLikeAPath() throws IOException {
    var resource = KeySource.at("META-INF/microprofile-config.properties");

    assertThat(resource.text()).contains("server.port");
    assertThat(resource.mayChange()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a/b", "jar:file:a!/b", "http:a", "https://", "data:,a", "http://a b"})
  void nothingElseIsAPlaceForKeys(String location) {
    assertThatIllegalArgumentException().isThrownBy(() -> KeySource.at(location));
  }

  @Test
  void aUrlAnswersByItself() throws IOException {
    try (var server = KeyServer.serving("text");
        var other = KeyServer.serving("other")) {
      var source = KeySource.at(server.location());
      assertThat(source.text()).isEqualTo("text");
      assertThat(source.mayHoldSecrets()).isFalse();

      server.answer(
          exchange -> {
            exchange.getResponseHeaders().set("Location", other.location());
            exchange.sendResponseHeaders(302, -1);
          });
      assertUnreadable(source, "302");
      assertThat(other.requests()).isZero();
    }
  }

  @Test
  void aUrlThatLiesOrIsAwayCannotBeRead() {
    String location;
    try (var server = KeyServer.serving(LARGE)) {
      location = server.location();
      var source = KeySource.at(location);
      assertUnreadable(source, "");
      server.answer(KeyServer.status(500, "text"));
      assertUnreadable(source, "500");
      server.answer(KeyServer.status(204, ""));
      assertUnreadable(source, "");
      server.answer(exchange -> exchange.sendResponseHeaders(200, 1000));
      assertUnreadable(source, "");
    }
    assertUnreadable(KeySource.at(location), "Connect");
  }

  @Test
  void aUrlThatHangsIsLeftAfterAWhile() {
    var end = new CountDownLatch(1);
    try (var server = KeyServer.serving("")) {
      server.answer(
          exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitEnd(end);
          });
      var start = System.nanoTime();
      assertUnreadable(KeySource.at(server.location()), "5 s");
      assertThat(System.nanoTime() - start)
          .isLessThan(KeySource.PATIENCE.multipliedBy(3).toNanos());
    } finally {
      end.countDown();
    }
  }

  private static void awaitEnd(CountDownLatch end) throws IOException {
    try {
      assertThat(end.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void whatMayBeSecretInAUrlIsNotShown() {
    assertThat(KeySource.at("https://me:pass@id.test:8443/keys?code=secret"))
        .hasToString("https://id.test:8443/keys");
  }
}
