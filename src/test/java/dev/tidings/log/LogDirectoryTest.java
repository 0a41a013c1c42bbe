package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {

  private final Path parent;

  LogDirectoryTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void aMissingDirectoryIsMade() {
    try (var log = Logs.open(parent.resolve("a/b/log"))) {
      assertThat(Logs.append(log, "news", "a").id()).isEqualTo(log.tip());
    }
  }

  @Test
  void aDirectoryBelongsToOneAtATime() {
    try (var first = Logs.open(parent)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Logs.open(parent).close())
          .withMessageContaining("tidings.log.directory")
          .withMessageContaining(parent.toString())
          .withMessageContaining("is in use");
      assertThat(Logs.append(first, "news", "still works").id()).isEqualTo(first.tip());
    }
    Logs.open(parent).close();
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    var file = Files.writeString(parent.resolve("file"), "mine");

    assertThatIllegalStateException()
        .isThrownBy(() -> Logs.open(file).close())
        .withMessageContaining("tidings.log.directory")
        .withMessageContaining(file.toString());
    assertThatIllegalStateException()
        .isThrownBy(() -> Logs.open(file.resolve("below")).close())
        .withMessageContaining("tidings.log.directory");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aDirectoryThatMayNotBeWrittenToIsNamed() throws IOException {
    var directory = Files.createDirectory(parent.resolve("sealed"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(directory), "whoever runs this may write everywhere");

    assertThatIllegalStateException()
        .isThrownBy(() -> Logs.open(directory).close())
        .withMessageContaining("tidings.log.directory")
        .withMessageContaining(directory.toString());
  }
}
