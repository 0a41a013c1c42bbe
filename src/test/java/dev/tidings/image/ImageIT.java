package dev.tidings.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.system.EventStream;
import dev.tidings.system.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The image, built and run.
@EnabledIfSystemProperty(named = ImageIT.DIRECTORY, matches = ".+")
class ImageIT {

  static final String DIRECTORY = "tidings.image";

  private static final int SIGTERM = 128 + 15;
  private static final long MEGABYTE = 1_000_000;

  private final Container.Image image = new Container.Image(Path.of(property()));
  private final Tokens tokens = new Tokens();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private Path volume;

  private static String property() {
    return System.getProperty(DIRECTORY, "");
  }

  /// A volume that the image's user may write to.
  @BeforeEach
  void makeVolume() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    volume = Files.createDirectory(directory.resolve("volume"));
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    tokens.writePublicKey(volume);
  }

  private static Map<String, String> onFreePorts() {
    return new TreeMap<>(
        Map.of(
            "SERVER_HOST", "127.0.0.1",
            "SERVER_PORT", "0",
            "TIDINGS_MANAGEMENT_HOST", "127.0.0.1",
            "TIDINGS_MANAGEMENT_PORT", "0",
            "TIDINGS_DRAIN_WINDOW", "PT1S"));
  }

  private Container start() {
    return start(Map.of());
  }

  private Container start(Map<String, String> more) {
    var environment = onFreePorts();
    environment.put("MP_JWT_VERIFY_ISSUER", Tokens.ISSUER);
    environment.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "/data/issuer.pem");
    environment.putAll(more);
    return image.start(volume, environment);
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void publish(Container hub, String data) throws Exception {
    var answer =
        http.send(
            HttpRequest.newBuilder(hub.uri("/topics/news"))
                .header("Authorization", "Bearer " + tokens.everything())
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(data))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private EventStream subscribe(Container hub, Map<String, String> headers) {
    return EventStream.open(http, hub.uri("/stream?topic=news"), tokens.everything(), headers);
  }

  @Test
  void whatIsPublishedComesOutAndProbesAnswerOnTheirPort() throws Exception {
    try (var hub = start();
        var stream = subscribe(hub, Map.of())) {
      publish(hub, "a");

      assertThat(stream.next().data()).isEqualTo("a");
      for (var path : new String[] {"/health/started", "/health/live", "/health/ready"}) {
        assertThat(get(hub.managementUri(path)).statusCode()).as(path).isEqualTo(200);
      }
      assertThat(get(hub.managementUri("/metrics")).body())
          .contains("tidings_streams{mp_scope=\"application\",transport=\"sse\",} 1.0");
      assertThat(get(hub.uri("/metrics")).statusCode()).isEqualTo(404);
      assertThat(hub.output()).doesNotContainIgnoringCase("warning").doesNotContain("[error]");
    }
  }

  @Test
  void itRunsAsAUserWithoutRights() throws Exception {
    try (var hub = start()) {
      var status = Files.readString(Path.of("/proc", "" + hub.inside().pid(), "status"));

      assertThat(status)
          .containsPattern("Uid:\\s+10001\\s+10001")
          .containsPattern("CapEff:\\s+0000000000000000")
          .containsPattern("NoNewPrivs:\\s+1")
          .containsPattern("NSpid:\\s+\\d+\\s+1\n");
    }
  }

  /// With `on` the JVM ends if it cannot use the cache.
  @Test
  void itStartsFromTheCacheThatWasMadeWithItsRuntime() throws Exception {
    try (var hub = start(Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on"))) {
      assertThat(get(hub.managementUri("/health/ready")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onSigtermStreamsAreToldAndAnotherContainerGoesOnWithTheVolume() throws Exception {
    String last;
    try (var hub = start();
        var stream = subscribe(hub, Map.of())) {
      publish(hub, "a");
      last = stream.next().id();

      hub.inside().destroy();

      var farewell = stream.next();
      assertThat(farewell.type()).isEqualTo("tidings.bye");
      assertThat(farewell.data()).contains("drain");
      assertThat(hub.awaitEnd()).isEqualTo(SIGTERM);
    }
    try (var hub = start()) {
      publish(hub, "b");
      try (var stream = subscribe(hub, Map.of("Last-Event-ID", last))) {
        assertThat(stream.next().data()).isEqualTo("b");
      }
    }
  }

  @Test
  void itsHealthCheckTellsWhetherItLives() {
    Map<String, String> where;
    try (var hub = start()) {
      where = Map.of("TIDINGS_MANAGEMENT_PORT", "" + hub.managementPort());
      try (var check = image.check(volume, where)) {
        assertThat(check.awaitEnd()).as(check.output()).isZero();
      }
    }
    try (var check = image.check(volume, where)) {
      assertThat(check.awaitEnd()).isEqualTo(1);
    }
  }

  @Test
  void withoutAnIssuerItSaysWhatIsMissing() {
    try (var hub = image.start(volume, onFreePorts())) {
      assertThat(hub.awaitEnd()).isEqualTo(1);
      assertThat(hub.output()).contains("not started").contains("mp.jwt.verify");
    }
  }

  @Test
  void thereIsNothingInItToRunButTheHub() throws IOException {
    try (var files = Files.walk(image.root())) {
      var programs =
          files
              .filter(Files::isRegularFile)
              .filter(Files::isExecutable)
              .map(file -> image.root().relativize(file).toString())
              .filter(file -> file.matches("(.*/)?s?bin/.*"));

      assertThat(programs).containsExactly("opt/tidings/runtime/bin/java");
    }
  }

  @Test
  void nobodyButRootMayChangeIt() throws IOException {
    try (var files = Files.walk(image.root().resolve("opt"))) {
      for (var file : files.filter(it -> !Files.isSymbolicLink(it)).toList()) {
        assertThat(Files.getPosixFilePermissions(file))
            .as(file.toString())
            .contains(PosixFilePermission.OTHERS_READ)
            .doesNotContain(PosixFilePermission.OTHERS_WRITE);
      }
    }
  }

  @Test
  void onlyThePlatformsNativeCodeIsInIt() throws IOException {
    try (var files = Files.walk(image.root().resolve("opt"))) {
      assertThat(files.filter(it -> it.getFileName().toString().contains("rocksdbjni")))
          .extracting(it -> it.getFileName().toString())
          .containsExactlyInAnyOrder("librocksdbjni.so", "rocksdbjni-" + rocksdb() + ".jar");
    }
    assertThat(Files.size(libraries().resolve("rocksdbjni-" + rocksdb() + ".jar")))
        .isLessThan(2 * MEGABYTE);
  }

  private Path libraries() {
    return image.root().resolve("opt/tidings/libs");
  }

  private String rocksdb() throws IOException {
    try (var files = Files.list(libraries())) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.startsWith("rocksdbjni-"))
          .map(it -> it.replaceAll("rocksdbjni-|\\.jar", ""))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void itListsWhatItConsistsOf() throws IOException {
    var bill =
        new ObjectMapper()
            .readTree(image.root().resolve("opt/tidings/sbom.json").toFile())
            .get("components")
            .findValuesAsText("name");

    assertThat(bill).contains("rocksdbjni", "jedis", "helidon-webserver");
    assertThat(bill).doesNotContain("assertj-core");
  }

  @Test
  void itIsSmall() throws IOException {
    try (var files = Files.walk(image.root())) {
      var bytes = files.filter(Files::isRegularFile).mapToLong(it -> it.toFile().length()).sum();

      assertThat(bytes).isLessThan(170 * MEGABYTE);
    }
  }
}
