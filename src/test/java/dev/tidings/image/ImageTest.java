package dev.tidings.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What can be told of the image without building it: that it keeps the rules, and that manifests,
/// build and sources mean the same files, user, ports and paths.
class ImageTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path IMAGE = Path.of("src/main/image");
  private static final Path OURS = Path.of("/opt/tidings");

  private final Dockerfile whole = Dockerfile.read();
  private final Dockerfile shipped = whole.shipped();

  private static JsonNode manifest(String file) throws IOException {
    return YAML.readTree(Files.readString(Path.of("k8s", file)));
  }

  private static JsonNode pod() throws IOException {
    return manifest("base/workload.yaml").at("/spec/template/spec");
  }

  private static JsonNode hub() throws IOException {
    return pod().at("/containers/0");
  }

  private static List<String> array(String json) throws JsonProcessingException {
    return List.of(new ObjectMapper().readValue(json, String[].class));
  }

  private Map<String, String> environment() {
    return pairs(shipped.the("ENV"));
  }

  private static Map<String, String> pairs(String text) {
    return Pattern.compile("([^ =]+)=(?:\"([^\"]*)\"|(\\S+))")
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                it -> it.group(1),
                it -> it.group(2) == null ? it.group(3) : it.group(2),
                (a, b) -> a,
                TreeMap::new));
  }

  private static Map<String, String> literals(String kustomization) throws IOException {
    return StreamSupport.stream(
            manifest(kustomization).at("/configMapGenerator/0/literals").spliterator(), false)
        .map(it -> it.asText().split("=", 2))
        .collect(Collectors.toMap(it -> it[0], it -> it[1]));
  }

  @Test
  void theUserIsANumberWithoutRightsAndTheSameInTheManifests() throws IOException {
    var user = shipped.the("USER").split(":", 2);
    var pod = pod().at("/securityContext");

    assertThat(user[0]).matches("[1-9][0-9]{4,}").isEqualTo(pod.at("/runAsUser").asText());
    assertThat(user[1]).isEqualTo(pod.at("/runAsGroup").asText());
    assertThat(user[1]).isEqualTo(pod.at("/fsGroup").asText());
    assertThat(shipped.all("COPY").getLast()).contains("--chown=" + String.join(":", user));
  }

  @Test
  void portsAreThoseOfTheManifests() throws IOException {
    var ports = hub().at("/ports").findValuesAsText("containerPort");

    assertThat(shipped.the("EXPOSE").split(" ", -1)).containsExactlyElementsOf(ports);
    assertThat(environment())
        .containsEntry("TIDINGS_MANAGEMENT_PORT", ports.getLast())
        .containsEntry(
            "TIDINGS_MANAGEMENT_PORT",
            literals("base/kustomization.yaml").get("TIDINGS_MANAGEMENT_PORT"));
  }

  @Test
  void theLogLiesOnTheVolume() throws IOException {
    var volume = shipped.the("VOLUME");
    var mount = manifest("overlays/single/stateful-set.yaml").findValue("volumeMounts").get(0);

    assertThat(mount.get("mountPath").asText()).isEqualTo(volume);
    assertThat(shipped.the("WORKDIR")).isEqualTo(volume);
    assertThat(environment().get("TIDINGS_LOG_DIRECTORY"))
        .startsWith(volume + "/")
        .isEqualTo(literals("overlays/single/kustomization.yaml").get("TIDINGS_LOG_DIRECTORY"));
  }

  @Test
  void nameAndVersionAreThoseOfTheManifests() throws IOException {
    var image = manifest("base/kustomization.yaml").at("/images/0");
    var version = image.get("newTag").asText();
    var pom = Files.readString(Path.of("pom.xml"));

    assertThat(whole.all("ARG")).contains("VERSION=" + version);
    assertThat(pom)
        .contains("<image.version>" + version + "</image.version>")
        .containsPattern("<artifactId>tidings</artifactId>\\s*<version>" + version);
    assertThat(hub().get("image").asText()).isEqualTo(image.get("name").asText());
  }

  /// A shell would be needed else, and would keep SIGTERM to itself.
  @Test
  void commandsAreListsAndNeedNoShell() throws IOException {
    var health = shipped.the("HEALTHCHECK");
    for (var command :
        List.of(
            shipped.the("ENTRYPOINT"),
            shipped.the("CMD"),
            health.substring(health.indexOf("CMD ") + 4))) {
      assertThatCode(() -> array(command)).as(command).doesNotThrowAnyException();
    }
    assertThat(shipped.all("RUN")).isEmpty();
    assertThat(shipped.all("SHELL")).isEmpty();
    assertThat(shipped.the("STOPSIGNAL")).isEqualTo("SIGTERM");
  }

  @Test
  void whatCommandsNameIsThere() throws Exception {
    var health = shipped.the("HEALTHCHECK");
    var asked = array(health.substring(health.indexOf("CMD ") + 4));
    var started = array(shipped.the("ENTRYPOINT"));

    assertThat(Class.forName(asked.getLast()).getMethod("main", String[].class)).isNotNull();
    assertThat(started.getFirst()).isEqualTo(asked.getFirst()).startsWith(OURS + "/runtime/");
    for (var options : started.subList(1, started.size())) {
      var name = Path.of(options.substring(1)).getFileName();
      assertThat(Path.of(options.substring(1)).getParent()).isEqualTo(OURS);
      assertThat(List.of(Path.of("src/main/jvm").resolve(name), IMAGE.resolve(name)))
          .as(options)
          .anyMatch(Files::exists);
    }
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<tidings.home>" + OURS + "</tidings.home>");
  }

  @Test
  void everyBaseHasATag() {
    var bases =
        whole.all("ARG").stream().filter(it -> it.startsWith("B")).map(it -> it.split("=", 2)[1]);

    assertThat(bases).hasSize(2).allMatch(it -> it.matches("[a-z0-9./-]+:[\\w.-]+"));
    assertThat(whole.all("FROM")).containsExactly("${BUILD} AS build", "${BASE}");
  }

  @Test
  void nothingIsFetchedOrKeptThatNobodySees() {
    assertThat(whole.all("ADD")).isEmpty();
    assertThat(whole.toString().toLowerCase(Locale.ROOT))
        .doesNotContain("curl ", "wget ", "sudo ", "password", "secret", "apt-get");
  }

  @Test
  void labelsSayWhatItIs() {
    assertThat(pairs(shipped.the("LABEL")))
        .containsOnlyKeys(
            Stream.of(
                    "title description source documentation licenses version revision"
                        .split(" ", -1))
                .map(it -> "org.opencontainers.image." + it)
                .toList());
  }

  /// The build without a daemon begins behind that line, and takes the same files.
  @Test
  void bothBuildsShipTheSameLines() throws IOException {
    var lines = Files.readAllLines(Path.of("Dockerfile"));
    var script = Files.readString(IMAGE.resolve("build.sh"));

    assertThat(lines).filteredOn(it -> it.startsWith("RUN mvn")).hasSize(1);
    assertThat(whole.instructions())
        .extracting(Dockerfile.Instruction::name)
        .startsWith("ARG", "ARG", "FROM", "WORKDIR", "COPY", "RUN", "FROM");
    assertThat(script).contains("1,/^RUN mvn/d");
    assertThat(shipped.all("COPY")).allMatch(it -> it.contains("--from=build "));
    assertThat(shipped.all("COPY")).allMatch(it -> it.contains(" /src/target/image/"));
  }

  @Test
  void theBuildGetsWhatItReads() throws IOException {
    assertThat(Files.readAllLines(Path.of(".dockerignore")))
        .containsExactlyInAnyOrder(
            "# Only what the build reads.", "*", "!pom.xml", "!src", "!LICENSE");
  }

  @Test
  void aModuleIsEitherInOrOut() {
    var modules = Modules.ofTheImage();

    assertThat(modules.in()).contains("java.base").doesNotContainAnyElementsOf(modules.out());
  }
}
