package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicEvent;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// One event as it goes over the wire, encoded once for all who get it (WHATWG HTML, 9.2.5 and
/// 9.2.6). Immutable.
final class Frame extends EncodedEvent {

  private static final byte[] ID = "id: ".getBytes(UTF_8);
  private static final byte[] EVENT = "event: ".getBytes(UTF_8);
  private static final byte[] RETRY = "retry: ".getBytes(UTF_8);
  private static final byte[] DATA = "data: ".getBytes(UTF_8);

  private final Cursor cursor;

  private Frame(Cursor cursor, byte[] bytes) {
    super(bytes);
    this.cursor = cursor;
  }

  static Frame of(TopicEvent event) {
    var publication = event.publication();
    var data = publication.data().getBytes(UTF_8);
    var out = new ByteArrayOutputStream(data.length + 64);
    line(out, ID, event.id().toString());
    if (publication.type() != null) {
      line(out, EVENT, publication.type().value());
    }
    if (publication.retry() != null) {
      line(out, RETRY, Long.toString(publication.retry().toMillis()));
    }
    dataLines(out, data);
    out.write('\n');
    return new Frame(event.id(), out.toByteArray());
  }

  private static void line(ByteArrayOutputStream out, byte[] field, String value) {
    out.writeBytes(field);
    out.writeBytes(value.getBytes(UTF_8));
    out.write('\n');
  }

  /// CR, LF and CRLF each end a line of the data, as each would end a line of the stream; so no
  /// data can open a field of its own.
  private static void dataLines(ByteArrayOutputStream out, byte[] data) {
    int start = 0;
    for (int i = 0; i < data.length; i++) {
      if (data[i] == '\n' || data[i] == '\r') {
        dataLine(out, data, start, i);
        if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    dataLine(out, data, start, data.length);
  }

  private static void dataLine(ByteArrayOutputStream out, byte[] data, int start, int end) {
    out.writeBytes(DATA);
    out.write(data, start, end - start);
    out.write('\n');
  }

  /// The place behind the event.
  Cursor cursor() {
    return cursor;
  }

  int length() {
    return bytes().length;
  }

  /// What several frames are on the wire, for one write; a single one is not copied.
  static byte[] joined(List<Frame> frames) {
    if (frames.size() == 1) {
      return frames.getFirst().bytes();
    }
    var joined = new byte[frames.stream().mapToInt(Frame::length).sum()];
    int end = 0;
    for (var frame : frames) {
      System.arraycopy(frame.bytes(), 0, joined, end, frame.length());
      end += frame.length();
    }
    return joined;
  }
}
