package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TraceContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event as it lies in the log. Its fields are still bytes, so that whoever only passes them on
/// need not make text of them and bytes again. Immutable.
public final class StoredEvent {

  private final Cursor id;
  private final Topic topic;
  private final byte[] body;
  private final int dataStart;

  /// @param body as [StoredForm#body] makes it; not to be changed
  /// @throws IllegalStateException if it is none
  public StoredEvent(Cursor id, Topic topic, byte[] body) {
    if (body.length == 0 || !isKnown(body[0])) {
      throw new IllegalStateException("event " + id + " was written by another version of the hub");
    }
    this.id = id;
    this.topic = topic;
    this.body = body;
    this.dataStart = StoredForm.dataStart(body);
    if (dataStart > body.length) {
      throw new IllegalStateException("event " + id + " is cut off");
    }
  }

  private static boolean isKnown(byte version) {
    return version == StoredForm.VERSION || version == StoredForm.TRACED_VERSION;
  }

  public static StoredEvent of(TopicEvent event) {
    var publication = event.publication();
    var body = StoredForm.body(publication, publication.data().getBytes(UTF_8));
    return new StoredEvent(event.id(), event.topic(), body);
  }

  public Cursor id() {
    return id;
  }

  public Topic topic() {
    return topic;
  }

  /// What the places below are places in: UTF-8, not to be changed.
  public byte[] bytes() {
    return body;
  }

  /// Where the event type starts.
  public int typeStart() {
    return StoredForm.TYPE_START;
  }

  /// Right behind the event type; where it starts, if there is none.
  public int typeEnd() {
    return StoredForm.TYPE_START + StoredForm.typeLength(body);
  }

  /// Where the content type starts.
  public int contentTypeStart() {
    return typeEnd() + 1;
  }

  /// Right behind the content type.
  public int contentTypeEnd() {
    return StoredForm.contentTypeEnd(body);
  }

  /// Whether it is a part of a trace.
  public boolean isTraced() {
    return body[0] == StoredForm.TRACED_VERSION;
  }

  /// Where its `traceparent` starts, if it is a part of a trace.
  public int traceStart() {
    return contentTypeEnd() + Short.BYTES;
  }

  /// Right behind its `traceparent`, where its `tracestate` starts; that goes up to the data.
  public int stateStart() {
    return traceStart() + TraceContext.PARENT_LENGTH;
  }

  /// What the data was declared to be.
  public String contentType() {
    return text(contentTypeStart(), contentTypeEnd());
  }

  /// Where the data starts; it goes to the end.
  public int dataStart() {
    return dataStart;
  }

  /// The reconnection time that goes out with the event, in milliseconds; negative for none.
  public int retryMillis() {
    return StoredForm.retryMillis(body);
  }

  /// The length of the data in bytes.
  public int size() {
    return body.length - dataStart;
  }

  /// The event as a value.
  public TopicEvent event() {
    return new TopicEvent(
        id, new Publication(topic, type(), retry(), contentType(), data(), trace()));
  }

  private @Nullable TraceContext trace() {
    return isTraced()
        ? new TraceContext(text(traceStart(), stateStart()), text(stateStart(), dataStart))
        : null;
  }

  private @Nullable EventType type() {
    return typeEnd() == typeStart() ? null : new EventType(text(typeStart(), typeEnd()));
  }

  private @Nullable Duration retry() {
    return retryMillis() < 0 ? null : Duration.ofMillis(retryMillis());
  }

  private String data() {
    return text(dataStart, body.length);
  }

  private String text(int start, int end) {
    return new String(body, start, end - start, UTF_8);
  }

  @Override
  public String toString() {
    return id + " " + topic;
  }
}
