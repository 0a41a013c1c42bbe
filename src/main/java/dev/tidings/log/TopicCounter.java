package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// One look over the topics that have events, which counts these. Nobody keeps count of them, so
/// each is met; a look is therefore over after so many, wherever it is by then.
final class TopicCounter {

  /// So many take a few milliseconds.
  private static final int EVENTS_OF_ONE_LOOK = 4096;

  private static final byte[] FIRST = {};

  private final RocksDbStore store;
  private final int limit;
  private final List<KeptTopic> counted = new ArrayList<>();

  // Of the topic at hand.
  private @Nullable KeptTopic begun;
  private byte[] start = FIRST;
  private long events;

  /// @param limit of topics
  TopicCounter(RocksDbStore store, int limit) {
    this.store = store;
    this.limit = limit;
  }

  /// @param behind the topic to begin behind; null for the first
  /// @param from what the last look had begun, which then counts instead; null for nothing
  KeptTopics count(@Nullable Topic behind, @Nullable KeptTopic from) throws RocksDBException {
    try (var scan = store.topicScan(null)) {
      scan.seek(placeBehind(behind, from));
      for (int left = EVENTS_OF_ONE_LOOK; scan.isValid(); scan.next()) {
        var key = scan.key();
        if (begun == null || !startsWith(key, start)) {
          finish();
          if (counted.size() == limit) {
            return new KeptTopics(counted, null, false);
          }
          begin(StoredForm.topicOf(key));
        }
        if (left-- == 0) {
          return new KeptTopics(counted, events == 0 ? null : begun, false);
        }
        meet(scan.id());
      }
    }
    finish();
    return new KeptTopics(counted, null, true);
  }

  private byte[] placeBehind(@Nullable Topic behind, @Nullable KeptTopic from) {
    if (from != null) {
      begin(from.topic());
      events = from.events();
      begun = from;
      return StoredForm.behind(StoredForm.topicKey(from.topic().utf8(), from.newest()));
    }
    return behind == null ? FIRST : StoredForm.topicEnd(behind.utf8());
  }

  private void begin(Topic topic) {
    begun = new KeptTopic(topic, 0, Cursor.ORIGIN);
    start = StoredForm.topicStart(topic.utf8());
    events = 0;
  }

  private void meet(Cursor id) {
    if (begun != null) {
      begun = new KeptTopic(begun.topic(), ++events, id);
    }
  }

  private void finish() {
    if (begun != null) {
      counted.add(begun);
      begun = null;
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
