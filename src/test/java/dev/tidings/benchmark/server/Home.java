package dev.tidings.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A directory that one server has to itself as long as it runs.
///
/// @param path absolute
public record Home(Path path) implements AutoCloseable {

  /// An empty one, whatever was there before.
  public static Home empty(Path path) {
    try {
      var home = new Home(path.toAbsolutePath());
      home.close();
      Files.createDirectories(path);
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Deletes it with all that is in it.
  @Override
  public void close() {
    if (!Files.exists(path)) {
      return;
    }
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
