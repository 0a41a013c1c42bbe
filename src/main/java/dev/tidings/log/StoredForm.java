package dev.tidings.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TraceContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How events lie in RocksDB.
///
/// The bodies are clustered by topic (`topic 0 id` → body), so that what one topic's subscriber is
/// behind by is one scan; beside them stands the order of all (`id` → size and topic). Keys sort as
/// topics do and then by id, for a topic has no byte 0 and ids are big-endian.
public final class StoredForm {

  static final int ID_LENGTH = 2 * Long.BYTES;

  /// Of an event of no trace.
  static final byte VERSION = 1;

  /// Of one that is a part of a trace: behind the content type stands of which, with its length in
  /// two bytes before it. Else it is as the other, which hubs from before there were traces read.
  static final byte TRACED_VERSION = 2;

  /// In a body, behind the version, the retry, and its own length.
  static final int TYPE_START = 1 + Integer.BYTES + 1;

  private static final int NO_RETRY = -1;

  private StoredForm() {}

  static byte[] idKey(Cursor id) {
    return ByteBuffer.allocate(ID_LENGTH).putLong(id.time()).putLong(id.sequence()).array();
  }

  /// The first key there can be behind this one.
  static byte[] behind(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  static Cursor id(byte[] key) {
    return id(ByteBuffer.wrap(key), key.length);
  }

  /// @param end where in `keys` the key ends; of either index
  static Cursor id(ByteBuffer keys, int end) {
    return new Cursor(keys.getLong(end - ID_LENGTH), keys.getLong(end - Long.BYTES));
  }

  static byte[] topicKey(byte[] topic, Cursor id) {
    return ByteBuffer.allocate(topic.length + 1 + ID_LENGTH)
        .put(topic)
        .put((byte) 0)
        .putLong(id.time())
        .putLong(id.sequence())
        .array();
  }

  /// Before every event of the topic and behind those of the one before; what their keys begin
  /// with.
  public static byte[] topicStart(byte[] topic) {
    return Arrays.copyOf(topic, topic.length + 1);
  }

  /// Behind every event of the topic and before those of the next.
  public static byte[] topicEnd(byte[] topic) {
    var end = Arrays.copyOf(topic, topic.length + 1);
    end[topic.length] = 1;
    return end;
  }

  static Topic topicOf(byte[] key) {
    return new Topic(new String(key, 0, key.length - ID_LENGTH - 1, UTF_8));
  }

  static byte[] orderValue(int size, byte[] topic) {
    return ByteBuffer.allocate(Integer.BYTES + topic.length).putInt(size).put(topic).array();
  }

  static int sizeIn(byte[] orderValue) {
    return ByteBuffer.wrap(orderValue).getInt();
  }

  static String topicTextIn(byte[] orderValue) {
    return new String(orderValue, Integer.BYTES, orderValue.length - Integer.BYTES, UTF_8);
  }

  static byte[] topicIn(byte[] orderValue) {
    return Arrays.copyOfRange(orderValue, Integer.BYTES, orderValue.length);
  }

  /// An event's fields in one piece, as both engines keep them.
  public static byte[] body(Publication publication, byte[] data) {
    var type =
        publication.type() == null ? new byte[0] : publication.type().value().getBytes(UTF_8);
    var contentType = publication.contentType().getBytes(UTF_8);
    var trace = trace(publication.trace());
    return ByteBuffer.allocate(
            TYPE_START + type.length + 1 + contentType.length + trace.length + data.length)
        .put(trace.length == 0 ? VERSION : TRACED_VERSION)
        .putInt(publication.retry() == null ? NO_RETRY : (int) publication.retry().toMillis())
        .put((byte) type.length)
        .put(type)
        .put((byte) contentType.length)
        .put(contentType)
        .put(trace)
        .put(data)
        .array();
  }

  /// With its length, and both of its parts in one, for the first is always as long; nothing for
  /// none.
  private static byte[] trace(@Nullable TraceContext context) {
    if (context == null) {
      return new byte[0];
    }
    var text = (context.parent() + context.state()).getBytes(US_ASCII);
    return ByteBuffer.allocate(Short.BYTES + text.length)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  static int retryMillis(byte[] body) {
    return ByteBuffer.wrap(body).getInt(1);
  }

  static int typeLength(byte[] body) {
    return lengthAt(TYPE_START - 1, body);
  }

  /// Right behind the content type, which stands right behind the type; behind the end, if the body
  /// is cut off.
  static int contentTypeEnd(byte[] body) {
    var typeEnd = TYPE_START + typeLength(body);
    return typeEnd + 1 + lengthAt(typeEnd, body);
  }

  /// Behind the content type, or the trace where there is one; behind the end, if the body is cut
  /// off.
  static int dataStart(byte[] body) {
    var end = contentTypeEnd(body);
    if (body[0] != TRACED_VERSION) {
      return end;
    }
    return end + Short.BYTES <= body.length
        ? end + Short.BYTES + Short.toUnsignedInt(ByteBuffer.wrap(body).getShort(end))
        : body.length + 1;
  }

  private static int lengthAt(int place, byte[] body) {
    return place < body.length ? Byte.toUnsignedInt(body[place]) : body.length;
  }
}
