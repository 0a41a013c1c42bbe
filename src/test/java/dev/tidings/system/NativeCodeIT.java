package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where RocksDB's native code lies when the hub was packaged without it beside.
class NativeCodeIT {

  private static Hub.Launch launch(Path temporary) {
    var options = new ArrayList<>(QuickStart.options());
    options.add("-Djava.io.tmpdir=" + temporary);
    return new Hub.Launch().jvm(options.toArray(String[]::new));
  }

  private static List<Path> in(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(file -> !file.equals(directory)).toList();
    }
  }

  @Test
  void aHubThatIsKilledLeavesNothingInTheTemporaryDirectory(@TempDir Path temporary)
      throws IOException {
    var hub = launch(temporary).start();
    try {
      assertThat(Files.readString(Path.of("/proc/" + hub.pid() + "/maps")))
          .contains("librocksdbjni")
          .contains(temporary.toString());
      assertThat(in(temporary)).as("while it runs").isEmpty();
      hub.publish("native", "kept");

      hub.kill();
      assertThat(in(temporary)).as("after it was killed").isEmpty();

      hub = launch(temporary).inPlaceOf(hub).start();
      assertThat(hub.poll("topic=native&since=earliest").body()).contains("kept");
      assertThat(in(temporary)).as("with the next").isEmpty();
    } finally {
      hub.close();
    }
  }

  @Test
  void aHubThatCannotUnpackItSaysSoAndWhatToSet(@TempDir Path temporary) {
    var nowhere = temporary.resolve("nowhere");
    try (var hub = launch(nowhere).launch()) {
      assertThat(hub.awaitEnd()).as(hub.output()).isEqualTo(1);
      assertThat(hub.output().lines().toList().getLast())
          .contains("not started: ", nowhere.toString(), "java.io.tmpdir")
          .doesNotContain("\\n at ");
    }
  }
}
