package dev.tidings.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;
import java.time.Instant;
import java.time.LocalDate;

/// How an event is wrapped up. Written straight to bytes; thread-safe.
public enum Envelope {
  /// The hub's own, always with these members:
  /// `{"id","topic","event","time","contentType","data"}`. `event` is null for an event without a
  /// type. One that is a part of a trace has `traceparent`, and perhaps `tracestate`, before its
  /// data.
  TIDINGS {
    @Override
    public void write(StoredEvent event, ByteText out) {
      id(event.id(), out.put(ID));
      var topic = event.topic().utf8();
      out.put(TOPIC).string(topic, 0, topic.length);
      if (hasType(event)) {
        out.put(EVENT).string(event.bytes(), event.typeStart(), event.typeEnd());
      } else {
        out.put(NO_EVENT);
      }
      time(event.id().time(), out.put(TIME));
      out.put(CONTENT_TYPE).string(event.bytes(), event.contentTypeStart(), event.contentTypeEnd());
      trace(event, out);
      data(event, out);
      out.put('}');
    }
  },
  /// A CloudEvent 1.0 in the structured mode of its JSON format. The topic is its `subject`, and a
  /// path in its `source`, which with the `id` names the event for good; the event type is its
  /// `type`, or else [#UNTYPED]. The trace that it is a part of is told as the extension for
  /// distributed tracing has it.
  CLOUD_EVENT {
    @Override
    public void write(StoredEvent event, ByteText out) {
      id(event.id(), out.put(CLOUD_ID));
      var topic = event.topic().utf8();
      path(topic, out.put(SOURCE));
      out.put(TYPE);
      if (hasType(event)) {
        out.string(event.bytes(), event.typeStart(), event.typeEnd());
      } else {
        out.string(UNTYPED_UTF_8, 0, UNTYPED_UTF_8.length);
      }
      out.put(SUBJECT).string(topic, 0, topic.length);
      time(event.id().time(), out.put(TIME));
      out.put(DATA_CONTENT_TYPE)
          .string(event.bytes(), event.contentTypeStart(), event.contentTypeEnd());
      trace(event, out);
      data(event, out);
      out.put('}');
    }
  };

  /// The `type` of a CloudEvent whose event has none; a CloudEvent must have one.
  public static final String UNTYPED = "dev.tidings.event";

  /// About how many bytes there are beside the data.
  private static final int FRAME = 256;

  private static final byte[] ID = utf8("{\"id\":\"");
  private static final byte[] TOPIC = utf8("\",\"topic\":");
  private static final byte[] EVENT = utf8(",\"event\":");
  private static final byte[] NO_EVENT = utf8(",\"event\":null");
  private static final byte[] TIME = utf8(",\"time\":\"");
  private static final byte[] CONTENT_TYPE = utf8("\",\"contentType\":");
  private static final byte[] TRACE_PARENT = utf8(",\"traceparent\":");
  private static final byte[] TRACE_STATE = utf8(",\"tracestate\":");
  private static final byte[] DATA = utf8(",\"data\":");

  private static final byte[] CLOUD_ID = utf8("{\"specversion\":\"1.0\",\"id\":\"");
  private static final byte[] SOURCE = utf8("\",\"source\":\"/topics/");
  private static final byte[] TYPE = utf8("\",\"type\":");
  private static final byte[] SUBJECT = utf8(",\"subject\":");
  private static final byte[] DATA_CONTENT_TYPE = utf8("\",\"datacontenttype\":");
  private static final byte[] UNTYPED_UTF_8 = utf8(UNTYPED);

  /// What stands for itself in the path of a URI (RFC 3986, 3.3), beside letters and digits.
  private static final String PATH = "-._~!$&'()*+,;=:@/";

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

  private static final long DAY = 86_400_000;

  /// From here on a year has more than four digits.
  private static final long FAR = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  /// Writes one envelope, on one line and without a line break behind it.
  public abstract void write(StoredEvent event, ByteText out);

  public final byte[] encoded(StoredEvent event) {
    var out = new ByteText(sizeFor(event));
    write(event, out);
    return out.bytes();
  }

  public final byte[] encoded(TopicEvent event) {
    return encoded(StoredEvent.of(event));
  }

  /// About how many bytes the envelope gets.
  public static int sizeFor(StoredEvent event) {
    return event.size() + FRAME;
  }

  private static boolean hasType(StoredEvent event) {
    return event.typeEnd() > event.typeStart();
  }

  private static void id(Cursor id, ByteText out) {
    out.number(id.time()).put('-').number(id.sequence());
  }

  /// ISO-8601, always with milliseconds.
  private static void time(long millis, ByteText out) {
    if (millis > FAR) {
      out.put(utf8(Instant.ofEpochMilli(millis).toString()));
      return;
    }
    var date = LocalDate.ofEpochDay(millis / DAY);
    out.padded(date.getYear(), 4).put('-').padded(date.getMonthValue(), 2).put('-');
    out.padded(date.getDayOfMonth(), 2).put('T');
    var ofDay = (int) (millis % DAY);
    out.padded(ofDay / 3_600_000, 2).put(':').padded(ofDay / 60_000 % 60, 2).put(':');
    out.padded(ofDay / 1000 % 60, 2).put('.').padded(ofDay % 1000, 3).put('Z');
  }

  private static void path(byte[] topic, ByteText out) {
    for (var character : topic) {
      if (isPlain(character)) {
        out.put((char) character);
      } else {
        out.put('%').put((char) HEX[character >> 4 & 0xf]).put((char) HEX[character & 0xf]);
      }
    }
  }

  private static boolean isPlain(byte character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || PATH.indexOf(character) >= 0;
  }

  private static void trace(StoredEvent event, ByteText out) {
    if (!event.isTraced()) {
      return;
    }
    out.put(TRACE_PARENT).string(event.bytes(), event.traceStart(), event.stateStart());
    if (event.stateStart() < event.dataStart()) {
      out.put(TRACE_STATE).string(event.bytes(), event.stateStart(), event.dataStart());
    }
  }

  private static void data(StoredEvent event, ByteText out) {
    out.put(DATA);
    var bytes = event.bytes();
    if (Publication.isJson(event.contentType())) {
      out.json(bytes, event.dataStart(), bytes.length);
    } else {
      out.string(bytes, event.dataStart(), bytes.length);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
