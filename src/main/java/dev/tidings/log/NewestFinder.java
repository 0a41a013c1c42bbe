package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// One look for the newest event, as of a place, of each topic that matches.
///
/// Leaps backwards from topic to topic, and so stands at the newest event of each at once. What
/// retention has removed lies in front of a topic's events and is not met.
final class NewestFinder {

  /// So many take a few milliseconds.
  private static final int TOPICS_OF_ONE_LOOK = 1024;

  private final RocksDbStore store;
  private final TopicFilters filters;
  private final Cursor asOf;

  NewestFinder(RocksDbStore store, TopicFilters filters, Cursor asOf) {
    this.store = store;
    this.filters = filters;
    this.asOf = asOf;
  }

  /// @param behind the topic that the last look ended with; null at first
  Newest find(@Nullable Topic behind) throws RocksDBException {
    var ids = new ArrayList<Cursor>();
    var looked = 0;
    try (var scan = store.topicScan(null)) {
      for (var prefix : TopicPrefixes.of(filters)) {
        scan.seekBack(startBehind(behind, prefix));
        while (scan.isValid()) {
          var key = scan.key();
          if (!TopicPrefixes.startsWith(key, prefix)) {
            break;
          }
          var topic = StoredForm.topicOf(key);
          if (filters.matches(topic)) {
            newest(topic, scan).ifPresent(ids::add);
          }
          if (++looked == TOPICS_OF_ONE_LOOK) {
            return new Newest(ids, topic);
          }
          scan.seekBack(StoredForm.topicStart(topic.utf8()));
        }
      }
    }
    return new Newest(ids, null);
  }

  /// @param scan at the topic's last event
  private Optional<Cursor> newest(Topic topic, RocksDbStore.Scan scan) throws RocksDBException {
    var last = scan.id();
    if (!last.isAfter(asOf)) {
      return Optional.of(last);
    }
    scan.seekBack(StoredForm.topicKey(topic.utf8(), asOf));
    return scan.isValid()
            && TopicPrefixes.startsWith(scan.key(), StoredForm.topicStart(topic.utf8()))
        ? Optional.of(scan.id())
        : Optional.empty();
  }

  /// From where to look back for keys with this prefix.
  private static byte[] startBehind(@Nullable Topic behind, byte[] prefix) {
    var end = TopicPrefixes.endOf(prefix);
    if (behind == null) {
      return end;
    }
    var start = StoredForm.topicStart(behind.utf8());
    return Arrays.compareUnsigned(start, end) < 0 ? start : end;
  }
}
