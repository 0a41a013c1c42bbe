package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.Hub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Sends a running hub what may be requests, each on a connection of its own and to its end. There
/// is always an end; nothing is a fault of the hub's, nothing is published without a token, and a
/// refusal is a problem that tells nothing of the inside.
final class RequestFuzz {

  private static final Path LIBRARY = Path.of("src/test/resources/fuzz/request");
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int ENOUGH = 256 << 10;

  /// An answer; what a publisher sent comes back in no such line.
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private static final Pattern FIRST =
      Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n(.*?)\r\n\r\n(.*)", Pattern.DOTALL);

  private final Hub hub;
  private final String token;

  RequestFuzz(Hub hub) {
    this.hub = hub;
    this.token = hub.tokens().everything();
  }

  /// The requests that are kept; `$TOKEN` in them stands for a good one.
  List<byte[]> library() throws IOException {
    try (var files = Files.list(LIBRARY)) {
      return files.sorted().map(this::request).toList();
    }
  }

  private byte[] request(Path file) {
    try {
      return Files.readString(file, ISO_8859_1).replace("$TOKEN", token).getBytes(ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws AssertionError if the answer shows a mistake
  void check(byte[] request) {
    String answer;
    try {
      answer = answer(request);
    } catch (IOException e) {
      throw new AssertionError("no end to " + shown(request), e);
    }
    var statuses = STATUS.matcher(answer).results().map(found -> found.group(1)).toList();
    assertThat(statuses).as(() -> shown(request)).doesNotContain("500", "501", "502", "504");
    if (!new String(request, ISO_8859_1).contains(token)) {
      assertThat(statuses).as(() -> shown(request)).doesNotContain("201");
    }
    assertThat(answer).as(() -> shown(request)).doesNotContain("Exception", "io.helidon", token);
    var first = FIRST.matcher(answer);
    if (first.matches() && first.group(1).compareTo("400") >= 0) {
      assertThat(first.group(2)).as(() -> shown(request)).contains("application/problem+json");
    }
  }

  private String answer(byte[] request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
      } catch (IOException _) {
        // a hub may refuse before it has read all
      }
      try {
        return new String(socket.getInputStream().readNBytes(ENOUGH), ISO_8859_1);
      } catch (SocketException _) {
        return ""; // reset, as what it had not read yet was dropped with the connection
      }
    }
  }

  /// The hub serves as ever, and has nothing to complain of.
  ///
  /// @param before what it had printed when all began
  void assertAlive(String before) {
    try (var stream = hub.subscribe("fuzz/after")) {
      hub.publish("fuzz/after", "still here");
      assertThat(stream.next().data()).isEqualTo("still here");
    }
    assertThat(hub.output().substring(before.length()))
        .doesNotContain("SEVERE", "a request failed", "Internal server error", "\tat ");
  }

  private String shown(byte[] request) {
    var text = new StringBuilder();
    for (var c : new String(request, ISO_8859_1).replace(token, "$TOKEN").toCharArray()) {
      text.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return text.length() > 3000 ? text.substring(0, 3000) + "…" : text.toString();
  }

  /// Keeps a request where it is tried from now on.
  Path keep(byte[] request) throws IOException {
    var text = new String(request, ISO_8859_1).replace(token, "$TOKEN");
    return Files.write(
        LIBRARY.resolve("found-" + Integer.toHexString(text.hashCode())),
        text.getBytes(ISO_8859_1));
  }
}
