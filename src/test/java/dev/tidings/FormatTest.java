package dev.tidings;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// google-java-format decides. It reads Java 25 only on a JDK 25, which the build's own plugins do
/// not run on, hence here. `mvn test -Dtest=FormatTest -Dformat` writes instead of checking.
class FormatTest {

  private static final Formatter FORMATTER = new Formatter();

  @Test
  void allSourcesAreFormatted() throws IOException, FormatterException {
    var wrong = new ArrayList<Path>();
    for (var file : sources()) {
      var source = Files.readString(file);
      var formatted =
          FORMATTER.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(source));
      if (!formatted.equals(source)) {
        wrong.add(file);
        if (System.getProperty("format") != null) {
          Files.writeString(file, formatted);
        }
      }
    }
    assertThat(System.getProperty("format") != null ? Stream.empty() : wrong.stream()).isEmpty();
  }

  private static Iterable<Path> sources() throws IOException {
    try (var files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
