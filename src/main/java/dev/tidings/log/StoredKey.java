package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.rocksdb.RocksDBException;

/// What is known of an idempotency key, and how it lies in RocksDB: by the key's digest (`k digest`
/// → content, first id, time), and beside it in the order in which keys came (`t id` → time,
/// digest), in which they are dropped.
///
/// @param content what was published under it
/// @param first the id of the first of its events; those of the others are the next ones
/// @param time when, in milliseconds since the epoch; the ids may be ahead of the clock
record StoredKey(Digest content, Cursor first, long time) {

  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + Digest.LENGTH + StoredForm.ID_LENGTH + Long.BYTES;

  private static final byte BY_DIGEST = 'k';
  private static final byte BY_TIME = 't';

  /// The events as they were stored the first time.
  ///
  /// @param publications equal to those of the first time
  List<TopicEvent> events(List<Publication> publications) {
    return IntStream.range(0, publications.size())
        .mapToObj(
            i ->
                new TopicEvent(new Cursor(first.time(), first.sequence() + i), publications.get(i)))
        .toList();
  }

  static byte[] byDigest(Digest key) {
    var place = ByteBuffer.allocate(1 + Digest.LENGTH).put(BY_DIGEST);
    key.writeTo(place);
    return place.array();
  }

  static byte[] byTime(Cursor first) {
    return ByteBuffer.allocate(1 + StoredForm.ID_LENGTH)
        .put(BY_TIME)
        .putLong(first.time())
        .putLong(first.sequence())
        .array();
  }

  byte[] encoded() {
    var encoded = ByteBuffer.allocate(LENGTH).put(VERSION);
    content.writeTo(encoded);
    return encoded.putLong(first.time()).putLong(first.sequence()).putLong(time).array();
  }

  /// @throws IllegalStateException if it is none
  static StoredKey decoded(byte[] encoded) {
    if (encoded.length != LENGTH || encoded[0] != VERSION) {
      throw new IllegalStateException("a key was written by another version of the hub");
    }
    var buffer = ByteBuffer.wrap(encoded, 1, LENGTH - 1);
    return new StoredKey(
        Digest.read(buffer), new Cursor(buffer.getLong(), buffer.getLong()), buffer.getLong());
  }

  /// @param key whose this is
  void put(Digest key, RocksDbStore.Change change) throws RocksDBException {
    change.putKey(byDigest(key), encoded());
    var inOrder = ByteBuffer.allocate(Long.BYTES + Digest.LENGTH).putLong(time);
    key.writeTo(inOrder);
    change.putKey(byTime(first), inOrder.array());
  }

  static long timeIn(byte[] valueInOrder) {
    return ByteBuffer.wrap(valueInOrder).getLong();
  }

  static Digest keyIn(byte[] valueInOrder) {
    return Digest.read(ByteBuffer.wrap(valueInOrder, Long.BYTES, Digest.LENGTH));
  }

  /// Removes all keys of what was stored behind a place.
  static void removeBehind(Cursor place, RocksDbStore store, RocksDbStore.Change change)
      throws RocksDBException {
    try (var scan = store.keyScan()) {
      scan.seek(StoredForm.behind(byTime(place)));
      for (; scan.isValid(); scan.next()) {
        change.removeKey(byDigest(keyIn(scan.value())));
        change.removeKey(scan.key());
      }
    }
  }
}
