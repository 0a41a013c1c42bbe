package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log that is put back where it was, as docs/operations.md has it.
class BackupIT {

  /// A process that does nothing writes nothing, so a copy of its files is as a snapshot of the
  /// volume.
  @Test
  void aSnapshotHasAllUntilThenAndWhoHasSeenMoreIsToldOfAGap(@TempDir Path restored)
      throws IOException {
    try (var hub = new Hub.Launch().start()) {
      var before = hub.publish("backup", "before");
      hub.suspend();
      copy(hub.directory().resolve("log"), restored.resolve("log"));
      hub.resume();
      var after = hub.publish("backup", "after the snapshot");

      try (var again = new Hub.Launch().issuing(hub.tokens()).in(restored).start();
          var all = again.stream("topic=backup&since=earliest");
          var behind = again.resume("backup", before);
          var ahead = again.resume("backup", after)) {
        assertThat(all.next().data()).isEqualTo("before");
        assertThat(ahead.next().type()).isEqualTo("tidings.gap");
        assertThat(ahead.next().data()).as("then all that is kept").isEqualTo("before");

        again.publish("backup", "new");
        assertThat(all.next().data()).isEqualTo("new");
        assertThat(behind.next().data()).isEqualTo("new");
        assertThat(ahead.next().data()).isEqualTo("new");
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
