package dev.tidings.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// RocksDB's native code, which lies in its jar unless a package of ours has it beside.
///
/// Left to itself RocksDB unpacks it to a file that goes when the process ends in good order, and
/// stays for ever when it is killed: 15 MB each time. What is mapped needs no name, so here the
/// file goes as soon as it is loaded. Thread-safe.
final class NativeCode {

  private static boolean loaded;

  private NativeCode() {}

  /// Loads it, unless it is loaded.
  ///
  /// @throws IllegalStateException with a message for the operator, if it cannot be unpacked to the
  ///     temporary directory or not be run from there
  static synchronized void load() {
    if (!loaded) {
      if (!loadedFromTheLibraryPath()) {
        loadFromTheJar();
      }
      RocksDB.loadLibrary();
      loaded = true;
    }
  }

  /// Then nothing is to be written: the image may have no place for that.
  @SuppressWarnings("restricted") // allowed by the manifest
  private static boolean loadedFromTheLibraryPath() {
    try {
      System.loadLibrary(Environment.getSharedLibraryName("rocksdb"));
      return true;
    } catch (UnsatisfiedLinkError _) {
      return false;
    }
  }

  private static void loadFromTheJar() {
    try {
      var place = Files.createTempDirectory("tidings-native");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(place.toString());
      } finally {
        remove(place);
      }
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "RocksDB's native code cannot be unpacked to %s and run from there (%s); set java.io.tmpdir to where it can"
              .formatted(System.getProperty("java.io.tmpdir"), e),
          e);
    }
  }

  private static void remove(Path place) {
    try (var files = Files.list(place)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(place);
    } catch (IOException _) {
      // A system that keeps what is in use: RocksDB removes it when the process ends.
    }
  }
}
