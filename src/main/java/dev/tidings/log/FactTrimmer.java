package dev.tidings.log;

import java.time.Instant;
import java.util.ArrayList;
import org.rocksdb.RocksDBException;

/// Removes facts that are over their end, a bounded number at a time. For the writer.
final class FactTrimmer {

  private final LogDirectory directory;
  private final int mostAtOnce;

  FactTrimmer(LogDirectory directory, int mostAtOnce) {
    this.directory = directory;
    this.mostAtOnce = mostAtOnce;
  }

  /// Removes up to as many as it may.
  ///
  /// @param state of the log, which is not changed
  /// @return whether there may be more of them
  boolean trim(LogState state, Instant now) throws RocksDBException {
    var removed = new ArrayList<byte[]>();
    try (var change = directory.store().change();
        var scan = directory.store().factScan()) {
      scan.seek(Fact.firstToEnd());
      for (; scan.isValid() && removed.size() < mostAtOnce; scan.next()) {
        var place = scan.key();
        if (Fact.endIn(place) > now.toEpochMilli()) {
          break;
        }
        change.removeFact(Fact.byKeyOf(place));
        removed.add(place);
      }
      if (removed.isEmpty()) {
        return false;
      }
      change.removeFromFacts(removed);
      change.commit(state);
    }
    return removed.size() == mostAtOnce;
  }
}
