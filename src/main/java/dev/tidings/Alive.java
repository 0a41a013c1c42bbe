package dev.tidings;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;

/// Asks the hub in the same container whether it lives, for an image that has nothing else to ask
/// with. Ends with status 0 if it does, else with 1 and one line that says what was wrong.
final class Alive {

  private static final String OK = "HTTP/1.1 200";

  private Alive() {}

  public static void main(String[] args) {
    try {
      ask(port(System.getenv()), Duration.ofSeconds(4));
    } catch (IOException | IllegalArgumentException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  /// Where operators are answered, without TLS whatever the public port has.
  ///
  /// @throws IllegalArgumentException with a message for the operator, if there is no such port
  static int port(Map<String, String> environment) {
    var port = environment.getOrDefault("TIDINGS_MANAGEMENT_PORT", "");
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("TIDINGS_MANAGEMENT_PORT names no port: '" + port + "'");
    }
  }

  /// Asks once.
  ///
  /// @param patience for the connection, and again for the answer
  /// @throws IOException with a message for the operator, if the answer is another than yes
  static void ask(int port, Duration patience) throws IOException {
    var millis = Math.toIntExact(patience.toMillis());
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      var request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      var answer = new String(socket.getInputStream().readNBytes(OK.length()), US_ASCII);
      if (!answer.equals(OK)) {
        throw new IOException("port " + port + " answered '" + answer + "'");
      }
    }
  }
}
