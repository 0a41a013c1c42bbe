package dev.tidings.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

/// Which of the JDK's modules a runtime has, and which it is known not to need although some class
/// names them.
record Modules(Set<String> in, Set<String> out) {

  private static final String OUT = "- ";

  static Modules ofTheImage() {
    try {
      return parsed(Files.readAllLines(Path.of("src/main/image/modules.txt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Modules parsed(List<String> lines) {
    var in = new TreeSet<String>();
    var out = new TreeSet<String>();
    for (var line : lines) {
      if (line.startsWith(OUT)) {
        out.add(line.substring(OUT.length()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        in.add(line);
      }
    }
    return new Modules(in, out);
  }

  /// Makes the runtime.
  ///
  /// @throws IllegalStateException if the hub or a library names a module that nobody has decided
  ///     on, or the runtime cannot be made
  void link(Path runtime, Path hub, List<Path> libraries) throws IOException {
    var named = new TreeSet<>(named(hub, libraries, runtime.resolveSibling("classes")));
    named.removeAll(in);
    named.removeAll(out);
    if (!named.isEmpty()) {
      throw new IllegalStateException("neither in nor out of modules.txt: " + named);
    }
    run(
        "jlink",
        "--add-modules",
        String.join(",", in),
        "--compress",
        "zip-9",
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        runtime.toString());
  }

  /// What classes name, however their jars call themselves: as modules they would have to be whole.
  private static List<String> named(Path hub, List<Path> libraries, Path scratch)
      throws IOException {
    var jars = new ArrayList<>(libraries);
    jars.add(hub);
    Layout.delete(scratch);
    for (var jar : jars) {
      unpackClasses(jar, scratch);
    }
    var answer =
        run(
            "jdeps",
            "--multi-release",
            String.valueOf(Runtime.version().feature()),
            "--ignore-missing-deps",
            "--print-module-deps",
            scratch.toString());
    Layout.delete(scratch);
    return List.of(answer.strip().split(","));
  }

  private static void unpackClasses(Path jar, Path directory) throws IOException {
    try (var inside = FileSystems.newFileSystem(jar);
        var files = Files.walk(inside.getPath("/"))) {
      for (var file : files.filter(Modules::isClass).toList()) {
        var copy = directory.resolve(file.toString().substring(1));
        Files.createDirectories(copy.getParent());
        if (Files.notExists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class")
        && !file.startsWith("/META-INF")
        && !file.endsWith("module-info.class");
  }

  private static String run(String tool, String... arguments) {
    var said = new ByteArrayOutputStream();
    var to = new PrintStream(said, true, UTF_8);
    var found = ToolProvider.findFirst(tool).orElseThrow();
    if (found.run(to, to, arguments) != 0) {
      throw new IllegalStateException(tool + ": " + said.toString(UTF_8));
    }
    return said.toString(UTF_8);
  }
}
