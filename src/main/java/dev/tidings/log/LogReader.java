package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.rocksdb.RocksDBException;

/// One read of what lies behind a cursor, up to a tip, for some filters.
///
/// Two ways lead to the same answer. If the filters name few topics, these topics' events are
/// merged and nothing else is looked at. If they name many, the order of all is scanned, which
/// holds no bodies; the bodies of what matches are then merged as well, if they are of few topics,
/// or else fetched one by one.
final class LogReader {

  private static final int FEW_TOPICS = 64;
  private static final int SEEKS_TO_FIND_THEM = 256;
  private static final int ENTRIES_OF_ONE_SCAN = 16_384;

  /// To go to where a topic's events begin costs as much as to fetch about so many of them.
  private static final int EVENTS_WORTH_A_SOURCE = 4;

  private final RocksDbStore store;
  private final Cursor after;
  private final Cursor tip;
  private final TopicFilters filters;
  private final int limit;
  private final int most;

  /// @param tip behind which nothing is read; taken before this read began
  /// @param most bytes of data, after which no further event is read
  LogReader(
      RocksDbStore store, Cursor after, Cursor tip, TopicFilters filters, int limit, int most) {
    this.store = store;
    this.after = after;
    this.tip = tip;
    this.filters = filters;
    this.limit = limit;
    this.most = most;
  }

  Reading.Page read() throws RocksDBException {
    if (!after.isBefore(tip)) {
      return new Reading.Page(List.of(), after);
    }
    var topics = fewTopics();
    return topics.isPresent() ? merge(topics.get(), tip) : scan();
  }

  /// The topics that the filters match, if they are few and found soon.
  private Optional<Set<Topic>> fewTopics() throws RocksDBException {
    if (filters.isEverything()) {
      return Optional.empty();
    }
    var found = new HashSet<Topic>();
    var seeks = SEEKS_TO_FIND_THEM;
    for (var filter : filters.values()) {
      if (filter.isExact()) {
        found.add(new Topic(filter.value()));
      } else {
        seeks = find(filter, found, seeks);
      }
      if (seeks < 0 || found.size() > FEW_TOPICS) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  /// Leaps from topic to topic over their events.
  private int find(TopicFilter filter, Set<Topic> found, int seeks) throws RocksDBException {
    var prefix = filter.literalPrefix().getBytes(StandardCharsets.UTF_8);
    var left = seeks;
    try (var scan = store.topicScan(null)) {
      scan.seek(prefix);
      while (scan.isValid() && startsWith(scan.key(), prefix)) {
        var topic = StoredForm.topicOf(scan.key());
        if (filter.matches(topic)) {
          found.add(topic);
        }
        if (--left < 0 || found.size() > FEW_TOPICS) {
          break;
        }
        scan.seek(StoredForm.topicEnd(topic.utf8()));
      }
    }
    return left;
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// @param end behind which nothing is read
  private Reading.Page merge(Collection<Topic> topics, Cursor end) throws RocksDBException {
    var opened = new ArrayList<Source>();
    try {
      var sources = new PriorityQueue<>(Comparator.comparing(Source::id));
      for (var topic : topics) {
        var source = new Source(topic, end);
        opened.add(source);
        if (source.isAtEvent()) {
          sources.add(source);
        }
      }
      var events = new ArrayList<StoredEvent>();
      var bytes = 0L;
      while (!sources.isEmpty()) {
        if (events.size() >= limit || bytes > most) {
          return new Reading.Page(events, events.getLast().id());
        }
        var source = sources.remove();
        var event = source.take();
        events.add(event);
        bytes += event.size();
        if (source.isAtEvent()) {
          sources.add(source);
        }
      }
      return new Reading.Page(events, end);
    } finally {
      opened.forEach(Source::close);
    }
  }

  private Reading.Page scan() throws RocksDBException {
    var found = new ArrayList<Entry>();
    var topics = new HashMap<String, Optional<Topic>>();
    var bytes = 0L;
    var entries = 0;
    var through = tip;
    try (var scan = store.orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(after)));
      for (; scan.isValid(); scan.next()) {
        var id = scan.id();
        if (id.isAfter(tip)) {
          break;
        }
        var value = scan.value();
        var topic = topics.computeIfAbsent(StoredForm.topicTextIn(value), this::matching);
        if (topic.isPresent()) {
          found.add(new Entry(id, topic.get()));
          bytes += StoredForm.sizeIn(value);
        }
        if (found.size() >= limit || bytes > most || ++entries > ENTRIES_OF_ONE_SCAN) {
          through = id;
          break;
        }
      }
    }
    return new Reading.Page(bodies(found, topics, through), through);
  }

  private Optional<Topic> matching(String text) {
    return Optional.of(new Topic(text)).filter(filters::matches);
  }

  /// @throws RocksDBException if one cannot be read, or is gone: dropped since its entry was read,
  ///     as the caller sees by the floor, or else lost
  private List<StoredEvent> bodies(
      List<Entry> entries, Map<String, Optional<Topic>> topics, Cursor through)
      throws RocksDBException {
    var matching = topics.values().stream().flatMap(Optional::stream).toList();
    if (matching.size() * EVENTS_WORTH_A_SOURCE > entries.size()) {
      return fetch(entries);
    }
    var events = merge(matching, through).events();
    if (events.size() != entries.size()) {
      throw RocksDbStore.damaged("some events are not where they should be");
    }
    return events;
  }

  private List<StoredEvent> fetch(List<Entry> entries) throws RocksDBException {
    var events = new ArrayList<StoredEvent>(entries.size());
    for (var entry : entries) {
      var body = store.body(StoredForm.topicKey(entry.topic.utf8(), entry.id));
      if (body == null) {
        throw RocksDbStore.damaged("event " + entry.id + " is not where it should be");
      }
      events.add(new StoredEvent(entry.id, entry.topic, body));
    }
    return events;
  }

  /// What the order knows of an event.
  private record Entry(Cursor id, Topic topic) {}

  /// The events of one topic behind the cursor, in order.
  private final class Source implements AutoCloseable {

    private final Topic topic;
    private final RocksDbStore.Scan scan;
    private Cursor id = after;

    /// Stands at its first event, if there is one.
    ///
    /// @param end behind which nothing is read
    Source(Topic topic, Cursor end) {
      this.topic = topic;
      var utf8 = topic.utf8();
      scan = store.topicScan(StoredForm.behind(StoredForm.topicKey(utf8, end)));
      scan.seek(StoredForm.behind(StoredForm.topicKey(utf8, after)));
    }

    /// Of the event it stands at.
    Cursor id() {
      return id;
    }

    /// False if there is none.
    boolean isAtEvent() throws RocksDBException {
      if (!scan.isValid()) {
        return false;
      }
      id = scan.id();
      return true;
    }

    StoredEvent take() {
      var event = new StoredEvent(id, topic, scan.value());
      scan.next();
      return event;
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
