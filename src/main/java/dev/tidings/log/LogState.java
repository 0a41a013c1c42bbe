package dev.tidings.log;

import dev.tidings.event.Cursor;
import java.nio.ByteBuffer;

/// What the log knows of itself; stored with each batch, so that it is never wrong after a crash.
///
/// @param tip the newest id given out
/// @param floor the newest id dropped, or the log's beginning
/// @param events how many are kept
/// @param bytes of event data kept
/// @param keys how many idempotency keys are kept
record LogState(Cursor tip, Cursor floor, long events, long bytes, long keys) {

  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + 7 * Long.BYTES;

  /// Of a log that has never had a key.
  private static final int LENGTH_WITHOUT_KEYS = LENGTH - Long.BYTES;

  static LogState beginningAt(Cursor beginning) {
    return new LogState(beginning, beginning, 0, 0, 0);
  }

  LogState stored(Cursor id, int size) {
    return new LogState(id, floor, events + 1, bytes + size, keys);
  }

  LogState dropped(Cursor id, int size) {
    return new LogState(tip, id, events - 1, bytes - size, keys);
  }

  LogState probed(Cursor id) {
    return new LogState(id, floor, events, bytes, keys);
  }

  /// @param count less than none if keys were dropped
  LogState withMoreKeys(long count) {
    return new LogState(tip, floor, events, bytes, Math.max(0, keys + count));
  }

  byte[] encoded() {
    return ByteBuffer.allocate(LENGTH)
        .put(VERSION)
        .putLong(tip.time())
        .putLong(tip.sequence())
        .putLong(floor.time())
        .putLong(floor.sequence())
        .putLong(events)
        .putLong(bytes)
        .putLong(keys)
        .array();
  }

  static LogState decoded(byte[] encoded) {
    var hasKeys = encoded.length == LENGTH;
    if ((!hasKeys && encoded.length != LENGTH_WITHOUT_KEYS) || encoded[0] != VERSION) {
      throw new IllegalStateException("the log was written by another version of the hub");
    }
    var buffer = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
    return new LogState(
        new Cursor(buffer.getLong(), buffer.getLong()),
        new Cursor(buffer.getLong(), buffer.getLong()),
        buffer.getLong(),
        buffer.getLong(),
        hasKeys ? buffer.getLong() : 0);
  }
}
