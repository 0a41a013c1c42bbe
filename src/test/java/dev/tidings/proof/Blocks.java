package dev.tidings.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Takes one event stream apart, piece by piece, as the standard says (WHATWG HTML, 9.2.6); a piece
/// may end anywhere. What is not complete at the end counts for nothing. Not thread-safe.
final class Blocks {

  /// Who is told of them.
  interface Listener {

    /// A block is complete.
    ///
    /// @param id null if it has none
    /// @param type empty if it has none
    /// @param data null if it dispatches nothing
    void block(@Nullable String id, String type, @Nullable String data);

    /// The server said how long to wait before coming back.
    void retry(Duration time);
  }

  private final Listener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable String id;
  private String type = "";
  private @Nullable String data;

  Blocks(Listener listener) {
    this.listener = listener;
  }

  void take(byte[] bytes, int from, int to) {
    var start = from;
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        line.write(bytes, start, at - start);
        start = at + 1;
        complete(line.toString(UTF_8));
        line.reset();
      }
    }
    line.write(bytes, start, to - start);
  }

  private void complete(String text) {
    if (text.isEmpty()) {
      listener.block(id, type, data);
      id = null;
      type = "";
      data = null;
      return;
    }
    var colon = text.indexOf(':');
    var name = colon < 0 ? text : text.substring(0, colon);
    var value = colon < 0 ? "" : text.substring(colon + 1);
    field(name, value.startsWith(" ") ? value.substring(1) : value);
  }

  private void field(String name, String value) {
    switch (name) {
      case "id" -> id = value;
      case "event" -> type = value;
      case "data" -> data = data == null ? value : data + "\n" + value;
      case "retry" -> listener.retry(Duration.ofMillis(Long.parseLong(value)));
      default -> {} // a comment
    }
  }
}
