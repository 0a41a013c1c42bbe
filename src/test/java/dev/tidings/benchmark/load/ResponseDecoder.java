package dev.tidings.benchmark.load;

import java.util.Locale;
import java.util.regex.Pattern;

/// Takes the frame of HTTP/1.1 away from responses that come one behind another on a connection,
/// piece by piece; a piece may end anywhere. Not thread-safe.
public final class ResponseDecoder {

  /// Who is told.
  public interface Listener {

    void head(int status);

    /// Called before [#head].
    ///
    /// @param lines the status line and the headers, in lower case
    default void headers(String lines) {}

    /// Some of the body, without the chunks' frame.
    void body(byte[] bytes, int from, int to);

    /// The response is complete.
    void end();
  }

  private enum State {
    HEAD,
    /// So many bytes as the length says.
    PLAIN,
    CHUNK_SIZE,
    CHUNK,
    AFTER_CHUNK,
    TRAILER,
    /// Until the connection ends.
    ENDLESS
  }

  private static final int BITS = 4;
  private static final int STATUS = 9;
  private static final int NO_CONTENT = 204;
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");
  private static final Pattern CHUNKED = Pattern.compile("\r\ntransfer-encoding: *chunked");

  private final StringBuilder head = new StringBuilder();
  private State state = State.HEAD;

  /// What is left of the body or the chunk.
  private long remaining;

  private boolean inExtension;

  /// Bytes of the line so far, in the trailer.
  private int line;

  public void decode(byte[] bytes, int from, int to, Listener listener) {
    int at = from;
    while (at < to) {
      at =
          switch (state) {
            case CHUNK, PLAIN -> part(bytes, at, to, listener);
            case CHUNK_SIZE -> chunkSize(bytes[at], at);
            case AFTER_CHUNK -> afterChunk(bytes[at], at);
            case TRAILER -> trailer(bytes[at], at, listener);
            case ENDLESS -> endless(bytes, at, to, listener);
            case HEAD -> head(bytes[at], at, listener);
          };
    }
  }

  private int part(byte[] bytes, int from, int to, Listener listener) {
    var end = (int) Math.min(to, from + remaining);
    listener.body(bytes, from, end);
    remaining -= end - from;
    if (remaining == 0) {
      if (state == State.CHUNK) {
        state = State.AFTER_CHUNK;
      } else {
        complete(listener);
      }
    }
    return end;
  }

  private static int endless(byte[] bytes, int from, int to, Listener listener) {
    listener.body(bytes, from, to);
    return to;
  }

  private int afterChunk(byte next, int at) {
    if (next == '\n') {
      beginChunk();
    }
    return at + 1;
  }

  private void beginChunk() {
    state = State.CHUNK_SIZE;
    remaining = 0;
    inExtension = false;
  }

  private int chunkSize(byte next, int at) {
    if (next == '\n') {
      line = 0;
      state = remaining == 0 ? State.TRAILER : State.CHUNK;
    } else if (next == ';') {
      inExtension = true;
    } else if (next != '\r' && !inExtension) {
      remaining = remaining << BITS | Character.digit(next, 16);
    }
    return at + 1;
  }

  private int trailer(byte next, int at, Listener listener) {
    if (next == '\n' && line == 0) {
      complete(listener);
    } else if (next == '\n') {
      line = 0;
    } else if (next != '\r') {
      line++;
    }
    return at + 1;
  }

  private int head(byte next, int at, Listener listener) {
    head.append((char) next);
    var length = head.length();
    if (next == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
      headComplete(listener);
    }
    return at + 1;
  }

  private void headComplete(Listener listener) {
    var text = head.toString().toLowerCase(Locale.ROOT);
    var status = Integer.parseInt(text.substring(STATUS, STATUS + 3));
    head.setLength(0);
    head.trimToSize();
    listener.headers(text);
    listener.head(status);
    var length = LENGTH.matcher(text);
    if (CHUNKED.matcher(text).find()) {
      beginChunk();
    } else if (length.find()) {
      remaining = Long.parseLong(length.group(1));
      state = State.PLAIN;
    } else {
      remaining = 0;
      state = status == NO_CONTENT ? State.PLAIN : State.ENDLESS;
    }
    if (state == State.PLAIN && remaining == 0) {
      complete(listener);
    }
  }

  private void complete(Listener listener) {
    state = State.HEAD;
    listener.end();
  }
}
