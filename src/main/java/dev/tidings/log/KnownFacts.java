package dev.tidings.log;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/// The facts of the [Ledger] as they will be with a change: those that are stored, and those that
/// the change puts. For the writer, while it makes the change.
final class KnownFacts {

  private final RocksDbStore store;
  private final RocksDbStore.Change change;
  private final Instant now;
  private final Map<String, Fact> put = new HashMap<>();

  KnownFacts(RocksDbStore store, RocksDbStore.Change change, Instant now) {
    this.store = store;
    this.change = change;
    this.now = now;
  }

  /// Puts it, if it may.
  ///
  /// @return what is there now
  String put(String key, Fact fact, boolean onlyIfAbsent) throws RocksDBException {
    var before = any(key);
    if (onlyIfAbsent && before.isPresent() && !before.get().isOver(now)) {
      return before.get().value();
    }
    if (before.isPresent()) {
      before.get().removeFromOrder(key, change);
    }
    fact.put(key, change);
    put.put(key, fact);
    return fact.value();
  }

  /// Even if it is over its end.
  private Optional<Fact> any(String key) throws RocksDBException {
    var known = put.get(key);
    return known == null
        ? Optional.ofNullable(store.fact(Fact.byKey(key))).map(Fact::decoded)
        : Optional.of(known);
  }
}
