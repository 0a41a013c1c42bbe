package dev.tidings.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Lets the many hubs of the tests start with half the work: with the classes as a first hub has
/// loaded them, and with the compiler that is quick. What they do is the same.
final class QuickStart {

  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private QuickStart() {}

  /// Options of the JVM.
  static List<String> options() {
    return Made.OPTIONS;
  }

  private static final class Made {

    static final List<String> OPTIONS = make(Hub.jar().resolveSibling("tests.jsa"));

    private static List<String> make(Path archive) {
      try {
        if (!Files.exists(archive) || !isOlder(Hub.jar(), archive)) {
          var once = new Hub.Launch().jvm(QUICK.toArray(String[]::new));
          try (var hub = once.jvm("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable").start()) {
            hub.publish("a", "the classes that this needs are worth keeping, too");
            hub.subscribe("a").close();
            hub.terminate();
            hub.awaitEnd();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // Where it does not fit, the JVM starts without, and would say so among what the hub says.
      return List.of(
          QUICK.getFirst(), QUICK.getLast(), "-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
    }

    private static boolean isOlder(Path one, Path other) throws IOException {
      return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
    }
  }
}
