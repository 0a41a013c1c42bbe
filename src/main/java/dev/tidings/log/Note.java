package dev.tidings.log;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// Something that is to be put into the [Ledger], and what is there then.
///
/// Made by whoever puts it, carried out by the writer.
final class Note {

  private final String key;
  private final Fact fact;
  private final boolean onlyIfAbsent;

  // Touched by the writer only, until its order is acknowledged.
  private @Nullable String outcome;

  Note(String key, Fact fact, boolean onlyIfAbsent) {
    this.key = key;
    this.fact = fact;
    this.onlyIfAbsent = onlyIfAbsent;
  }

  void carryOut(KnownFacts facts) throws RocksDBException {
    outcome = facts.put(key, fact, onlyIfAbsent);
  }

  /// The value that is there, once it has been carried out.
  String outcome() {
    return outcome == null ? fact.value() : outcome;
  }
}
