package dev.tidings.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Says to a hub what no HTTP client would.
final class RawHttp implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  /// @param headers by their names in lower case
  record Answer(int status, Map<String, String> headers, String body) {

    static Answer of(HttpResponse<String> response) {
      var headers = new HashMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      return new Answer(response.statusCode(), headers, response.body());
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket;

  RawHttp(Hub hub) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One request and its answer on a connection of their own.
  static Answer exchange(Hub hub, byte[] request) {
    try (var connection = new RawHttp(hub)) {
      connection.send(request);
      return connection.answer();
    }
  }

  static Answer exchange(Hub hub, String request) {
    return exchange(hub, request.getBytes(ISO_8859_1));
  }

  /// @param headers each with its end of line
  static Answer exchange(Hub hub, String method, String target, String headers) {
    return exchange(hub, head(method, target, headers));
  }

  static String head(String method, String target, String headers) {
    return method + " " + target + " HTTP/1.1\r\nHost: hub.test\r\n" + headers + "\r\n";
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  /// As that of a client that dies.
  void resetWhenClosed() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(String text) {
    send(text.getBytes(ISO_8859_1));
  }

  /// A hub may refuse before it has read all; then the rest has nowhere to go.
  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException _) {
      // what it said is still to be read
    }
  }

  /// The next answer; without its body if that has no length.
  Answer answer() {
    try {
      var in = socket.getInputStream();
      var status = line(in);
      var headers = new HashMap<String, String>();
      for (var line = line(in); !line.isEmpty(); line = line(in)) {
        var colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      var body = new String(in.readNBytes(length), UTF_8);
      return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As it is on the wire, up to and with `end`.
  String readThrough(String end) {
    var all = new ByteArrayOutputStream();
    try {
      while (!all.toString(UTF_8).endsWith(end)) {
        all.write(next(socket.getInputStream()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("so far: " + all.toString(UTF_8), e);
    }
    return all.toString(UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = next(in); next != '\n'; next = next(in)) {
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private static int next(InputStream in) throws IOException {
    var next = in.read();
    if (next < 0) {
      throw new IOException("the hub closed the connection");
    }
    return next;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
