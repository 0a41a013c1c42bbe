package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.log.StoredEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What Redis answers, and the form of what it is told.
final class Reply {

  private static final byte[] TOPIC = {'t'};
  private static final byte[] BODY = {'b'};
  private static final byte[] PROBE = {'p'};

  /// Six bytes of the time and five of the sequence, as scripts write them.
  private static final int PLACE_LENGTH = 11;

  private static final long LAST_TIME = (1L << 48) - 1;
  private static final long LAST_SEQUENCE = (1L << 40) - 1;

  private Reply() {}

  static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> list ? list : List.of();
  }

  static String text(@Nullable Object reply) {
    return switch (reply) {
      case byte[] bytes -> new String(bytes, UTF_8);
      case null -> "";
      default -> reply.toString();
    };
  }

  static byte[] bytes(Object value) {
    return value.toString().getBytes(UTF_8);
  }

  /// @throws IllegalStateException if it is no place that the hub gave out
  static Cursor cursor(@Nullable Object reply) {
    var text = text(reply);
    return Cursor.parse(text)
        .orElseThrow(() -> new IllegalStateException("'" + text + "' is not the id of an event"));
  }

  /// An entry of the stream.
  ///
  /// @param fields names and values in turn
  record Entry(Cursor id, List<?> fields) {

    static Entry of(Object reply) {
      var parts = list(reply);
      return new Entry(cursor(parts.get(0)), list(parts.get(1)));
    }

    /// Empty if it is none.
    Optional<StoredEvent> event() {
      var topic = field(TOPIC);
      var body = field(BODY);
      if (topic == null || body == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(new StoredEvent(id, new Topic(new String(topic, UTF_8)), body));
      } catch (IllegalArgumentException | IllegalStateException _) {
        return Optional.empty();
      }
    }

    /// Who sent the probe; null if it is none.
    @Nullable String probe() {
      var sender = field(PROBE);
      return sender == null ? null : new String(sender, UTF_8);
    }

    @Nullable String text(String name) {
      var value = field(name.getBytes(UTF_8));
      return value == null ? null : new String(value, UTF_8);
    }

    private byte @Nullable [] field(byte[] name) {
      for (int i = 0; i + 1 < fields.size(); i += 2) {
        if (fields.get(i) instanceof byte[] key
            && Arrays.equals(key, name)
            && fields.get(i + 1) instanceof byte[] value) {
          return value;
        }
      }
      return null;
    }
  }

  // ---- the index

  static byte[] member(byte[] topic, Cursor id) {
    var time = Math.min(id.time(), LAST_TIME);
    var sequence = id.time() > LAST_TIME ? LAST_SEQUENCE : Math.min(id.sequence(), LAST_SEQUENCE);
    return ByteBuffer.allocate(topic.length + 1 + PLACE_LENGTH)
        .put(topic)
        .put((byte) 0)
        .putShort((short) (time >> 32))
        .putInt((int) time)
        .put((byte) (sequence >> 32))
        .putInt((int) sequence)
        .array();
  }

  static Cursor idIn(byte[] member) {
    var place = ByteBuffer.wrap(member, member.length - PLACE_LENGTH, PLACE_LENGTH);
    var time =
        Short.toUnsignedLong(place.getShort()) << 32 | Integer.toUnsignedLong(place.getInt());
    var sequence = Byte.toUnsignedLong(place.get()) << 32 | Integer.toUnsignedLong(place.getInt());
    return new Cursor(time, sequence);
  }

  static Topic topicIn(byte[] member) {
    return new Topic(new String(member, 0, member.length - PLACE_LENGTH - 1, UTF_8));
  }

  /// A bound of a range of members.
  ///
  /// @param kind `[` if it is within, `(` if not
  static byte[] bound(char kind, byte[] member) {
    return ByteBuffer.allocate(1 + member.length).put((byte) kind).put(member).array();
  }
}
