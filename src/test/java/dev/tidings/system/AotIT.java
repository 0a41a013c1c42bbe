package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.ArchivedCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hub as the profile `aot` packages it.
@EnabledIfSystemProperty(named = AotIT.OPTIONS, matches = ".+")
class AotIT {

  static final String OPTIONS = "tidings.jvm";

  private final String options = "@" + System.getProperty(OPTIONS);

  /// With `on` the JVM ends if it cannot use the cache.
  @Test
  void theHubStartsFromTheCache() {
    try (var hub = new Hub.Launch().jvm(options, "-XX:AOTMode=on").start();
        var stream = hub.subscribe("news")) {
      hub.publish("news", "a");

      assertThat(stream.next().data()).isEqualTo("a");
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:-UseCompactObjectHeaders", "-XX:AOTCache=/nowhere.aot"})
  void aCacheThatCannotBeUsedKeepsTheHubFromNothing(String option) {
    try (var hub = new Hub.Launch().jvm(options, option).start()) {
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  /// Else old code would run.
  @Test
  void aHubWhoseCacheIsOfAnotherJarDoesNotStart(@TempDir Path directory) throws Exception {
    var jar = Path.of(System.getProperty("tidings.jar"));
    var other = Files.copy(jar, directory.resolve(jar.getFileName()));
    try (var content = FileSystems.newFileSystem(other)) {
      Files.writeString(content.getPath("/changed"), "since");
    }
    Files.createSymbolicLink(directory.resolve("libs"), jar.resolveSibling("libs"));
    var java = ProcessHandle.current().info().command().orElseThrow();

    var hub =
        new ProcessBuilder(java, options, "-jar", other.toString())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(hub.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("not started: " + ArchivedCode.JAR);
    assertThat(hub.waitFor()).isEqualTo(1);
  }

  @Test
  void nothingIsPrintedBeforeTheHubsOwnLines() {
    try (var hub = new Hub.Launch().jvm(options).start()) {
      assertThat(hub.output()).doesNotContain("warning").doesNotContain("error");
      assertThat(hub.output()).containsPattern("^\\d{4}-\\d\\d-\\d\\dT");
    }
  }

  @Test
  void nothingIsUnpackedAtTheStart(@TempDir Path directory) throws IOException {
    try (var hub = new Hub.Launch().jvm(options, "-Djava.io.tmpdir=" + directory).start();
        var files = Files.list(directory)) {
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(files).filteredOn(file -> file.toString().contains("rocksdb")).isEmpty();
    }
  }
}
