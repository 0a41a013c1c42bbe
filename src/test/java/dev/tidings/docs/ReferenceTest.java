package dev.tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.broadcast.Departure;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReferenceTest {

  private static final Path REFERENCE = Path.of("docs/configuration.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(tidings\\.[^`]+)` \\| ([^|]+) \\|", Pattern.MULTILINE);
  private static final Pattern KEY_IN_CODE =
      Pattern.compile(
          "\"(tidings\\.(?:node|log|redis|retention|event|stream|shedding|drain|logging|limits|topics|cors|proxies"
              + "|security|tracing|tls|management|idempotency|development)\\.[a-z.-]*[a-z])\"");

  @Test
  void everyKeyInTheCodeStandsInTheReferenceAndNoOther() throws IOException {
    var inCode = new TreeSet<String>();
    for (var file : files("src/main/java", ".java")) {
      KEY_IN_CODE.matcher(Files.readString(file)).results().forEach(m -> inCode.add(m.group(1)));
    }

    assertThat(documented().keySet()).isEqualTo(inCode);
  }

  @Test
  void everyDefaultInTheReferenceIsTheOneInTheCode() throws IOException {
    var documented = documented();
    var defaults =
        files("src/main/java/dev/tidings/configuration", "Configuration.java").stream()
            .map(ReferenceTest::producers)
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .flatMap(method -> Arrays.stream(method.getParameters()))
            .map(ReferenceTest::property)
            .flatMap(Stream::ofNullable)
            .filter(property -> property.name().startsWith("tidings."))
            .filter(property -> !property.name().equals("tidings.limits.streams"))
            .filter(property -> !property.defaultValue().equals(ConfigProperty.UNCONFIGURED_VALUE))
            .collect(Collectors.toMap(ConfigProperty::name, ConfigProperty::defaultValue));

    assertThat(defaults).isNotEmpty();
    defaults.forEach(
        (key, value) -> assertThat(documented).as(key).containsEntry(key, "`" + value + "`"));
  }

  @Test
  void everyDefaultInThePropertiesIsTheOneInTheReference() throws IOException {
    var shipped = new Properties();
    try (var in =
        Files.newInputStream(
            Path.of("src/main/resources/META-INF/microprofile-config.properties"))) {
      shipped.load(in);
    }
    var documented = documented();

    shipped.stringPropertyNames().stream()
        .filter(key -> key.startsWith("tidings."))
        .forEach(
            key -> assertThat(documented).containsEntry(key, "`" + shipped.getProperty(key) + "`"));
  }

  @Test
  void everyReasonThatAClientIsToldStandsInTheReference() throws IOException {
    var reference = Files.readString(Path.of("docs/http.md"));

    for (var departure : Departure.values()) {
      if (departure != Departure.GONE && departure != Departure.ANSWERED) {
        assertThat(reference).contains("`" + departure.reason() + "`");
      }
    }
  }

  @Test
  void everyKindOfProblemStandsInTheReference() throws IOException {
    var reference = Files.readString(Path.of("docs/http.md"));
    var answers = Files.readString(Path.of("src/main/java/dev/tidings/http/ProblemAnswers.java"));
    var kinds = Pattern.compile("answer\\(\\s*\"([a-z-]+)\"").matcher(answers).results().toList();

    assertThat(kinds).hasSizeGreaterThan(4);
    kinds.forEach(kind -> assertThat(reference).contains("`" + kind.group(1) + "`"));
  }

  @Test
  void everyLinkBetweenTheDocumentsLeadsSomewhere() throws IOException {
    var documents =
        Stream.concat(
                Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
                files("docs", ".md").stream())
            .toList();
    for (var document : documents) {
      var links =
          Pattern.compile("\\]\\((?!https?:)([^)#]+)")
              .matcher(Files.readString(document))
              .results();
      links.forEach(
          link ->
              assertThat(document.resolveSibling(link.group(1))).as(document.toString()).exists());
    }
  }

  private static Class<?> producers(Path source) {
    try {
      return Class.forName(
          "dev.tidings.configuration." + source.getFileName().toString().replace(".java", ""));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable ConfigProperty property(Parameter parameter) {
    return parameter.getAnnotation(ConfigProperty.class);
  }

  private static Map<String, String> documented() throws IOException {
    return ROW.matcher(Files.readString(REFERENCE))
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1), row -> row.group(2).strip(), (a, _) -> a, TreeMap::new));
  }

  private static List<Path> files(String directory, String ending) throws IOException {
    try (var files = Files.walk(Path.of(directory))) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}
