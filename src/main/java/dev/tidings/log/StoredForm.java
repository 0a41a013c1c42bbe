package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How events lie in RocksDB.
///
/// The bodies are clustered by topic (`topic 0 id` → body), so that what one topic's subscriber is
/// behind by is one scan; beside them stands the order of all (`id` → size and topic). Keys sort as
/// topics do and then by id, for a topic has no byte 0 and ids are big-endian.
final class StoredForm {

  static final int ID_LENGTH = 2 * Long.BYTES;

  private static final byte VERSION = 1;
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
    var buffer = ByteBuffer.wrap(key, key.length - ID_LENGTH, ID_LENGTH);
    return new Cursor(buffer.getLong(), buffer.getLong());
  }

  static byte[] topicKey(byte[] topic, Cursor id) {
    return ByteBuffer.allocate(topic.length + 1 + ID_LENGTH)
        .put(topic)
        .put((byte) 0)
        .putLong(id.time())
        .putLong(id.sequence())
        .array();
  }

  /// Behind every event of the topic and before those of the next.
  static byte[] topicEnd(byte[] topic) {
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

  static byte[] topicIn(byte[] orderValue) {
    return Arrays.copyOfRange(orderValue, Integer.BYTES, orderValue.length);
  }

  static byte[] body(Publication publication, byte[] data) {
    var type =
        publication.type() == null ? new byte[0] : publication.type().value().getBytes(UTF_8);
    var contentType = publication.contentType().getBytes(UTF_8);
    return ByteBuffer.allocate(
            1 + Integer.BYTES + 1 + type.length + 1 + contentType.length + data.length)
        .put(VERSION)
        .putInt(publication.retry() == null ? NO_RETRY : (int) publication.retry().toMillis())
        .put((byte) type.length)
        .put(type)
        .put((byte) contentType.length)
        .put(contentType)
        .put(data)
        .array();
  }

  static TopicEvent event(Cursor id, Topic topic, byte[] body) {
    var buffer = ByteBuffer.wrap(body);
    if (buffer.get() != VERSION) {
      throw new IllegalStateException("event " + id + " was written by another version of the hub");
    }
    var retry = buffer.getInt();
    var type = text(buffer, Byte.toUnsignedInt(buffer.get()));
    var contentType = text(buffer, Byte.toUnsignedInt(buffer.get()));
    var data = text(buffer, buffer.remaining());
    return new TopicEvent(
        id, new Publication(topic, typeNamed(type), retryOf(retry), contentType, data));
  }

  private static String text(ByteBuffer buffer, int length) {
    var bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static @Nullable EventType typeNamed(String type) {
    return type.isEmpty() ? null : new EventType(type);
  }

  private static @Nullable Duration retryOf(int millis) {
    return millis == NO_RETRY ? null : Duration.ofMillis(millis);
  }
}
