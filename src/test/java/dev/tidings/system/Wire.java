package dev.tidings.system;

import dev.tidings.event.Cursor;
import jakarta.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A connection by hand: for what no HTTP client would do, and for load, as it costs little.
final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// An answer that has its length in its head.
  record Answer(int status, List<String> head, String body) {

    /// Of the event that was published.
    Cursor id() {
      try (var reader = Json.createReader(new StringReader(body))) {
        return Cursor.parse(reader.readObject().getString("id")).orElseThrow();
      }
    }
  }

  private final Socket socket;
  private final InputStream in;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1024);
  }

  static Wire to(Hub hub) throws IOException {
    return connected(hub, new Socket());
  }

  /// @param bytes that the kernel takes in for a client which does not read
  static Wire takingIn(int bytes, Hub hub) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(bytes);
    return connected(hub, socket);
  }

  private static Wire connected(Hub hub, Socket socket) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()),
        (int) Duration.ofSeconds(10).toMillis());
    return new Wire(socket);
  }

  Wire send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Asks for a stream, and reads nothing of the answer.
  Wire askForStream(String topic, String token) throws IOException {
    return send(
        "GET /stream?topic=%s HTTP/1.1\r\nHost: hub\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(Hub.encoded(topic), token));
  }

  Answer publish(String topic, String token, String data) throws IOException {
    send(publication(topic, token, data.getBytes(StandardCharsets.UTF_8).length) + data);
    return answer();
  }

  /// @param lines in ASCII
  Answer publishBatch(String token, String lines) throws IOException {
    send(
        "POST /topics HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-ndjson\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(token, lines.length())
            + lines);
    return answer();
  }

  static String publication(String topic, String token, int length) {
    return "POST /topics/%s HTTP/1.1\r\nHost: hub\r\nContent-Type: text/plain\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(topic, token, length);
  }

  Answer answer() throws IOException {
    var head = head();
    var length = head.stream().mapToInt(Wire::length).max().orElse(0);
    var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(head.getFirst().substring(9, 12)), head, body);
  }

  private static int length(String line) {
    var lower = line.toLowerCase(Locale.ROOT);
    return lower.startsWith("content-length:") ? Integer.parseInt(lower.substring(15).strip()) : 0;
  }

  /// Up to the empty line.
  List<String> head() throws IOException {
    var head = new ArrayList<String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      head.add(line);
    }
    return head;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended behind: " + line);
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /// Reads on until `text` has come.
  ///
  /// @return all that came, as it came: with the marks of the chunks
  String readUntil(String text) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(text, Math.max(0, read.length() - text.length())) < 0) {
      read.append((char) in.read());
    }
    return read.toString();
  }

  /// What is there, up to so many bytes, or none at the end.
  byte[] read(int most) throws IOException {
    var bytes = new byte[most];
    var count = in.read(bytes);
    return count < 0 ? new byte[0] : Arrays.copyOf(bytes, count);
  }

  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /// Nothing more to say, but still listening.
  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /// Goes without a farewell, as a machine does that was switched off and comes back.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
