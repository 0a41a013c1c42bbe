package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.rocksdb.RocksDBException;

/// A value of the [Ledger], and how it lies in RocksDB: by its key (`k key` → end, value), and
/// beside it in the order in which they end (`t end key` → nothing), in which they are removed.
///
/// @param until in milliseconds since the epoch, not before it
record Fact(String value, long until) {

  private static final byte VERSION = 1;
  private static final int VALUE_START = 1 + Long.BYTES;

  private static final byte BY_KEY = 'k';
  private static final byte BY_END = 't';

  static Fact of(String value, Instant until) {
    return new Fact(value, milliseconds(until));
  }

  private static long milliseconds(Instant time) {
    if (time.isBefore(Instant.EPOCH)) {
      return 0;
    }
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException _) {
      return Long.MAX_VALUE;
    }
  }

  boolean isOver(Instant now) {
    return now.toEpochMilli() >= until;
  }

  /// Also of a key's beginning: where those that begin so lie.
  static byte[] byKey(String key) {
    var utf8 = key.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + utf8.length).put(BY_KEY).put(utf8).array();
  }

  static String keyIn(byte[] place) {
    return new String(place, 1, place.length - 1, UTF_8);
  }

  private static byte[] byEnd(long until, String key) {
    var utf8 = key.getBytes(UTF_8);
    return ByteBuffer.allocate(VALUE_START + utf8.length)
        .put(BY_END)
        .putLong(until)
        .put(utf8)
        .array();
  }

  /// Before all that are in the order in which they end.
  static byte[] firstToEnd() {
    return new byte[] {BY_END};
  }

  static boolean isInOrder(byte[] place) {
    return place[0] == BY_END;
  }

  static long endIn(byte[] placeInOrder) {
    return ByteBuffer.wrap(placeInOrder).getLong(1);
  }

  /// Where that which ends there lies by its key.
  static byte[] byKeyOf(byte[] placeInOrder) {
    var length = placeInOrder.length - VALUE_START;
    return ByteBuffer.allocate(1 + length)
        .put(BY_KEY)
        .put(placeInOrder, VALUE_START, length)
        .array();
  }

  /// @throws IllegalStateException if it is none
  static Fact decoded(byte[] encoded) {
    if (encoded.length < VALUE_START || encoded[0] != VERSION) {
      throw new IllegalStateException("a fact was written by another version of the hub");
    }
    var value = new String(encoded, VALUE_START, encoded.length - VALUE_START, UTF_8);
    return new Fact(value, ByteBuffer.wrap(encoded).getLong(1));
  }

  private byte[] encoded() {
    var utf8 = value.getBytes(UTF_8);
    return ByteBuffer.allocate(VALUE_START + utf8.length)
        .put(VERSION)
        .putLong(until)
        .put(utf8)
        .array();
  }

  void put(String key, RocksDbStore.Change change) throws RocksDBException {
    change.putFact(byKey(key), encoded());
    change.putFact(byEnd(until, key), new byte[0]);
  }

  /// Removes it from the order in which they end.
  void removeFromOrder(String key, RocksDbStore.Change change) throws RocksDBException {
    change.removeFact(byEnd(until, key));
  }
}
