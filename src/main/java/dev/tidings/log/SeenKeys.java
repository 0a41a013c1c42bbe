package dev.tidings.log;

import dev.tidings.event.Cursor;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/// The idempotency keys as they will be with a change: those that are stored, and those that the
/// change adds. For the writer, while it makes the change.
final class SeenKeys {

  private final RocksDbStore store;
  private final RocksDbStore.Change change;
  private final IdempotencyConfig config;
  private final long now;

  /// What was looked up or added, even if its window is over.
  private final Map<Digest, Optional<StoredKey>> seen = new HashMap<>();

  SeenKeys(RocksDbStore store, RocksDbStore.Change change, IdempotencyConfig config, Instant now) {
    this.store = store;
    this.change = change;
    this.config = config;
    this.now = now.toEpochMilli();
  }

  /// What was stored under a key within the window.
  Optional<StoredKey> find(Digest key) throws RocksDBException {
    return any(key).filter(known -> !config.isOver(known.time(), now));
  }

  private Optional<StoredKey> any(Digest key) throws RocksDBException {
    var known = seen.get(key);
    if (known == null) {
      known = Optional.ofNullable(store.ofKeys(StoredKey.byDigest(key))).map(StoredKey::decoded);
      seen.put(key, known);
    }
    return known;
  }

  /// Adds one that is free.
  ///
  /// @param first the id of the first event under it
  /// @return what the log knows of itself with it
  LogState add(LogState before, Digest key, Digest content, Cursor first) throws RocksDBException {
    var over = any(key);
    if (over.isPresent()) {
      // Its window is over, but it has not been dropped yet.
      change.removeKey(StoredKey.byTime(over.get().first()));
    }
    var added = new StoredKey(content, first, now);
    added.put(key, change);
    seen.put(key, Optional.of(added));
    return before.withMoreKeys(over.isPresent() ? 0 : 1);
  }
}
