package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What is shipped beside the hub may be: each library is under one licence at least that lets
/// anybody pass it on with work under the Apache License. The build makes the list.
class LicencesIT {

  private static final Path BUILT =
      Path.of(System.getProperty("tidings.jar", "target/tidings.jar")).resolveSibling("");

  /// Further ones a person decides about, not a test.
  private static final Pattern ALLOWED = Pattern.compile("\\((Apache-2\\.0|EPL-2\\.0)\\)");

  private static final Pattern ARTIFACT = Pattern.compile("\\([^:()]+:([^:]+):([^: ]+) - ");

  @Test
  void everyLibraryIsUnderALicenceThatIsAllowed() throws IOException {
    assertThat(list()).allSatisfy(line -> assertThat(line).containsPattern(ALLOWED));
  }

  @Test
  void everyLibraryThatIsShippedIsInTheList() throws IOException {
    var listed =
        list().stream()
            .flatMap(line -> ARTIFACT.matcher(line).results())
            .map(artifact -> artifact.group(1) + "-" + artifact.group(2) + ".jar")
            .toList();
    try (var libraries = Files.list(BUILT.resolve("libs"))) {
      assertThat(libraries.map(file -> file.getFileName().toString())).isSubsetOf(listed);
    }
  }

  private static List<String> list() throws IOException {
    return Files.readAllLines(BUILT.resolve("licences.txt")).stream()
        .filter(line -> line.startsWith("     "))
        .toList();
  }
}
