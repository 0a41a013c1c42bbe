package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Frames for tests, and what of them goes over the wire.
final class Frames {

  private static final Topic NEWS = new Topic("news");

  private Frames() {}

  /// The frame of the `number`th event.
  static Frame frame(int number) {
    return frame(number, "event " + number);
  }

  static Frame frame(int number, String data) {
    return frame(number, NEWS, data);
  }

  static Frame frame(int number, Topic topic, String data) {
    return Frame.of(new TopicEvent(place(number), Publication.text(topic, data)), Encoding.EVENTS);
  }

  /// Behind the `number`th event.
  static Cursor place(int number) {
    return new Cursor(1000, number);
  }

  /// With the line feed that the sink puts behind it.
  static String wire(EncodedEvent event) {
    try {
      var out = new ByteArrayOutputStream();
      event.writeTo(out);
      out.write('\n');
      return out.toString(UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
