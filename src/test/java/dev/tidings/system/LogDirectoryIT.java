package dev.tidings.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A log directory that is in use, damaged, or none at all.
class LogDirectoryIT {

  @Test
  void aSecondHubOnTheSameDirectoryEndsAndTheFirstDoesNotNotice() {
    try (var first = new Hub.Launch().start();
        var stream = first.subscribe("news")) {
      try (var second = new Hub.Launch().inPlaceOf(first).launch()) {
        assertThatItRefuses(second, first.directory().resolve("log"), "in use by another process");
      }

      first.publish("news", "still here");
      assertThat(stream.next().data()).isEqualTo("still here");
      assertThat(first.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  /// Garbage in the middle of each file whose name ends so.
  @ParameterizedTest
  @ValueSource(strings = {"MANIFEST-*", "CURRENT", "*.log", "*.sst"})
  void aDamagedLogIsNotServed(String files) throws IOException {
    Hub hub = new Hub.Launch().start();
    try (hub) {
      for (int i = 0; i < 20; i++) {
        hub.publish("news", "x".repeat(10_000));
      }
    }
    if (files.endsWith("sst")) {
      // A start moves what is in the write-ahead log into such files.
      new Hub.Launch().inPlaceOf(hub).start().close();
    }
    var directory = hub.directory().resolve("log");
    spoil(directory, files);

    try (var again = new Hub.Launch().inPlaceOf(hub).launch()) {
      assertThatItRefuses(again, directory, "damaged");
    }
  }

  private static void spoil(Path directory, String files) throws IOException {
    try (var matching = Files.newDirectoryStream(directory, files)) {
      var spoilt = 0;
      for (var file : matching) {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
          if (bytes.length() > 0) {
            bytes.seek(bytes.length() / 2);
            bytes.write("garbage".getBytes(US_ASCII));
            spoilt++;
          }
        }
      }
      assertThat(spoilt).isPositive();
    }
  }

  @Test
  void aFileIsNoLogDirectory() throws IOException {
    var file = Files.createTempFile("tidings", "file");
    try (var hub = new Hub.Launch().with("tidings.log.directory", file.toString()).launch()) {
      assertThatItRefuses(hub, file, "is not a directory");
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() {
    var impossible = Path.of("/proc/tidings/log");
    try (var hub = new Hub.Launch().with("tidings.log.directory", impossible.toString()).launch()) {
      assertThatItRefuses(hub, impossible, "cannot be made");
    }
  }

  private static void assertThatItRefuses(Hub hub, Path directory, String reason) {
    assertThat(hub.awaitEnd()).as(hub.output()).isEqualTo(1);
    assertThat(hub.output().lines().toList())
        .singleElement()
        .asString()
        .contains("not started: tidings.log.directory " + directory, reason)
        .doesNotContain("Exception", "\\n at ");
  }
}
