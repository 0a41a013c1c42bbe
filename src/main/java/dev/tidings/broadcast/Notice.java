package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import java.time.Duration;
import java.util.Map;

/// What the hub says for itself on a stream of Server-Sent Events. No notice of type `tidings.…`
/// has an id, so none moves the client's cursor.
final class Notice implements Words {

  static final Words WORDS = new Notice();

  private static final int REQUESTED_LENGTH = 64;

  /// Found once: `Json` itself looks through the class path for its provider at each call.
  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

  private Notice() {}

  @Override
  public byte[] opening(Duration retry, Cursor start) {
    return utf8("retry: %d\n: tidings\nid: %s\n\n".formatted(retry.toMillis(), start));
  }

  @Override
  public byte[] heartbeat(Cursor cursor) {
    return utf8(": heartbeat\nid: %s\n\n".formatted(cursor));
  }

  @Override
  public byte[] gap(String requested, Cursor oldest) {
    return utf8("event: tidings.gap\ndata: %s\n\n".formatted(gapData(requested, oldest)));
  }

  @Override
  public byte[] expiring(String connection, Duration left) {
    return utf8("event: tidings.expiring\ndata: %s\n\n".formatted(expiringData(connection, left)));
  }

  @Override
  public byte[] bye(Departure departure, Duration retry, Cursor cursor) {
    return utf8(
        "retry: %d\nevent: tidings.bye\ndata: %s\n\n"
            .formatted(retry.toMillis(), byeData(departure)));
  }

  /// As JSON, whichever the transport.
  ///
  /// @param requested whatever the client sent, hence quoted and cut
  static String gapData(String requested, Cursor oldest) {
    return JSON.createObjectBuilder()
        .add("requested", cut(requested))
        .add("oldest", oldest.toString())
        .build()
        .toString();
  }

  static String expiringData(String connection, Duration left) {
    return "{\"connection\":\"" + connection + "\",\"expiresIn\":" + left.toSeconds() + "}";
  }

  static String byeData(Departure departure) {
    return "{\"reason\":\"" + departure.reason() + "\"}";
  }

  /// By code points, so that no character is cut in two.
  private static String cut(String text) {
    if (text.codePointCount(0, text.length()) <= REQUESTED_LENGTH) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, REQUESTED_LENGTH));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
