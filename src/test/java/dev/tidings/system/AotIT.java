package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  /// In the mode `on` the JVM ends if it cannot use the cache.
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
  @ValueSource(strings = {"-XX:-UseCompactObjectHeaders", "-XX:AOTCache=/nowhere/tidings.aot"})
  void aCacheThatCannotBeUsedKeepsTheHubFromNothing(String option) {
    try (var hub = new Hub.Launch().jvm(options, option).start()) {
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
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
