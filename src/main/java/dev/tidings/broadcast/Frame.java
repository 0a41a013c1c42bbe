package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import java.util.List;

/// One event as it goes over the wire, encoded once for all who get it. Immutable.
final class Frame extends EncodedEvent {

  private final Cursor cursor;
  private final Topic topic;

  private Frame(Cursor cursor, Topic topic, byte[] bytes) {
    super(bytes);
    this.cursor = cursor;
    this.topic = topic;
  }

  static Frame of(TopicEvent event, Encoding encoding) {
    return new Frame(event.id(), event.topic(), encoding.encoded(event));
  }

  /// The place behind the event.
  Cursor cursor() {
    return cursor;
  }

  Topic topic() {
    return topic;
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
