package dev.tidings.log;

import dev.tidings.event.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import org.rocksdb.RocksDBException;

/// Drops idempotency keys whose window is over, and the oldest of too many, a bounded number at a
/// time. For the writer.
final class KeyTrimmer {

  private final LogDirectory directory;
  private final IdempotencyConfig config;
  private final int mostAtOnce;

  /// Before it there are no keys, only the traces of those that were dropped, over which a scan
  /// would have to go.
  private Cursor oldest = Cursor.ORIGIN;

  KeyTrimmer(LogDirectory directory, IdempotencyConfig config, int mostAtOnce) {
    this.directory = directory;
    this.config = config;
    this.mostAtOnce = mostAtOnce;
  }

  /// What the log knows of itself behind it; `before` itself if there was nothing to drop.
  LogState trim(LogState before, Instant now) throws RocksDBException {
    if (before.keys() == 0) {
      return before;
    }
    var overfull = config.isExceededBy(before.keys());
    var left = before.keys();
    var next = oldest;
    var inOrder = new ArrayList<byte[]>();
    try (var change = directory.store().change();
        var scan = directory.store().keyScan()) {
      scan.seek(StoredKey.byTime(oldest));
      for (; scan.isValid() && inOrder.size() < mostAtOnce; scan.next()) {
        var value = scan.value();
        var isOver = config.isOver(StoredKey.timeIn(value), now.toEpochMilli());
        var isTooMuch = overfull && left > config.maxKeys();
        if (!isOver && !isTooMuch) {
          break;
        }
        change.removeKey(StoredKey.byDigest(StoredKey.keyIn(value)));
        inOrder.add(scan.key());
        next = scan.id();
        left--;
      }
      if (inOrder.isEmpty() && scan.isValid()) {
        return before;
      }
      change.removeFromKeys(inOrder);
      // At the end nothing is left, even if a drop that had failed was not counted.
      var after = before.withMoreKeys(scan.isValid() ? -inOrder.size() : -before.keys());
      change.commit(after);
      oldest = next;
      return after;
    }
  }
}
