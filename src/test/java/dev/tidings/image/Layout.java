package dev.tidings.image;

import dev.tidings.system.TrainingRun;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Lays out what the image has under `/opt/tidings`: a Java runtime of its own, the hub, its
/// libraries with native code for this platform only, and the ahead-of-time cache, made with that
/// very runtime. Run by the Maven profile `image`.
final class Layout {

  private final Path built;
  private final Path directory;
  private final Path home;
  private final FileTime time;

  private Layout(Path built, Path directory, FileTime time) {
    this.built = built;
    this.directory = directory;
    this.home = directory.resolve("tidings");
    this.time = time;
  }

  /// Makes it.
  ///
  /// @param args where the jar, `libs` and what describes them were built to; a directory with the
  ///     JVM's options in `jvm`, which gets `tidings` and `data`; the time that all files are to
  // have
  public static void main(String[] args) throws Exception {
    var time = FileTime.from(Instant.parse(args[2]));
    new Layout(Path.of(args[0]), Path.of(args[1]).toAbsolutePath(), time).make();
  }

  private void make() throws Exception {
    var runtime = home.resolve("runtime");
    var libraries = home.resolve("libs");
    delete(home);
    Files.createDirectories(libraries);
    for (var options : filesIn(directory.resolve("jvm"))) {
      Files.copy(options, home.resolve(options.getFileName()));
    }
    Files.copy(built.resolve("tidings.jar"), home.resolve("tidings.jar"));
    Files.copy(built.resolve("tidings-bom.json"), home.resolve("sbom.json"));
    Files.copy(built.resolve("licences.txt"), home.resolve("licences.txt"));
    for (var library : filesIn(built.resolve("libs"))) {
      copyWithoutNativeCode(library, libraries.resolve(library.getFileName()));
    }
    Modules.ofTheImage().link(runtime, built.resolve("tidings.jar"), filesIn(libraries));
    for (var program : filesIn(runtime.resolve("bin"))) {
      if (!program.endsWith("java")) {
        Files.delete(program);
      }
    }
    // The cache holds for files with these times, which a builder may set on all that it copies.
    setTimes();
    TrainingRun.make(home);
    Files.delete(home.resolve("training.jvm"));
    Files.createDirectories(directory.resolve("data"));
    setTimes();
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /// The one that is needed lies beside the jars, unpacked.
  private static void copyWithoutNativeCode(Path jar, Path copy) throws IOException {
    Files.copy(jar, copy);
    if (!jar.getFileName().toString().startsWith("rocksdbjni-")) {
      return;
    }
    try (var inside = FileSystems.newFileSystem(copy)) {
      for (var entry : filesIn(inside.getPath("/"))) {
        if (entry.toString().matches(".*\\.(so|dll|jnilib)")) {
          Files.delete(entry);
        }
      }
    }
  }

  private void setTimes() throws IOException {
    try (var files = Files.walk(home)) {
      for (var file : files.toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }
}
