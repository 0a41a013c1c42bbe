package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.envelope.ByteText;
import dev.tidings.envelope.Envelope;
import dev.tidings.event.Cursor;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;

/// Events one behind the other as they go over the wire (WHATWG HTML, 9.2.5 and 9.2.6).
///
/// For one thread. All that has been stored was checked when it was published: no type has a line
/// break, and what is text is UTF-8.
final class FrameText {

  private static final byte[] ID = "id: ".getBytes(UTF_8);
  private static final byte[] EVENT = "event: ".getBytes(UTF_8);
  private static final byte[] RETRY = "retry: ".getBytes(UTF_8);
  private static final byte[] DATA = "data: ".getBytes(UTF_8);

  private final ByteText text;

  /// @param size about how long it will get
  FrameText(int size) {
    text = new ByteText(size);
  }

  /// About how long an event gets whose data is this long.
  static int sizeFor(int data) {
    return data + 64;
  }

  FrameText add(TopicEvent event) {
    var publication = event.publication();
    id(event.id());
    if (publication.type() != null) {
      var type = publication.type().value().getBytes(UTF_8);
      line(EVENT, type, 0, type.length);
    }
    if (publication.retry() != null) {
      retry(publication.retry().toMillis());
    }
    var data = publication.data().getBytes(UTF_8);
    return data(data, 0);
  }

  FrameText add(StoredEvent event) {
    fields(event);
    return data(event.bytes(), event.dataStart());
  }

  /// Adds an event whose data is its envelope, which is one line.
  FrameText add(StoredEvent event, Envelope envelope) {
    fields(event);
    envelope.write(event, text.put(DATA));
    text.put('\n').put('\n');
    return this;
  }

  private void fields(StoredEvent event) {
    id(event.id());
    if (event.typeEnd() > event.typeStart()) {
      line(EVENT, event.bytes(), event.typeStart(), event.typeEnd());
    }
    if (event.retryMillis() >= 0) {
      retry(event.retryMillis());
    }
  }

  private void id(Cursor id) {
    text.put(ID).number(id.time()).put('-').number(id.sequence()).put('\n');
  }

  private void retry(long millis) {
    text.put(RETRY).number(millis).put('\n');
  }

  /// CR, LF and CRLF each end a line of the data, as each would end a line of the stream; so no
  /// data can open a field of its own.
  private FrameText data(byte[] data, int from) {
    int start = from;
    for (int i = from; i < data.length; i++) {
      if (data[i] <= '\r' && (data[i] == '\n' || data[i] == '\r')) {
        line(DATA, data, start, i);
        if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    line(DATA, data, start, data.length);
    text.put('\n');
    return this;
  }

  private void line(byte[] field, byte[] value, int start, int end) {
    text.put(field).put(value, start, end - start).put('\n');
  }

  /// What has been written; nothing can be added any more.
  byte[] bytes() {
    return text.bytes();
  }
}
