package dev.tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// The client for browsers, as far as that needs none.
class ClientTest {

  private static final Path CLIENT = Path.of("src/main/client");
  private static final Path BUILT = CLIENT.resolve("dist/tidings.js");
  private static final int LARGEST = 5 * 1000;

  @Test
  void itDoesWhatItsOwnTestsSay() throws Exception {
    assumeTrue(isThere("node"), "node is not installed");

    var tests = new ProcessBuilder("node", "--test", "src/test/client/").redirectErrorStream(true);
    var process = tests.start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).containsPattern("# pass [1-9]");
  }

  /// Where nothing may be skipped, this fails instead.
  private static boolean isThere(String command) throws InterruptedException {
    try {
      return new ProcessBuilder(command, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      if (Boolean.parseBoolean(System.getenv("TIDINGS_REQUIRE_BROWSER"))) {
        throw new AssertionError(command + " is needed here", e);
      }
      return false;
    }
  }

  @Test
  void whatIsServedIsMadeOfTheSourceAsItIs() throws Exception {
    var source = Files.readAllBytes(CLIENT.resolve("tidings.js"));
    var hash = MessageDigest.getInstance("SHA-256").digest(source);

    assertThat(Files.readString(BUILT))
        .as("run `npm install && npm run build` in " + CLIENT)
        .contains("sha256 " + HexFormat.of().formatHex(hash));
  }

  @Test
  void itIsSmall() throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(Files.readAllBytes(BUILT));
    }

    assertThat(compressed.size()).isLessThan(LARGEST);
  }
}
