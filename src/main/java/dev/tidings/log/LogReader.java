package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.rocksdb.RocksDBException;

/// One read of what lies behind a cursor, up to a tip, for some filters.
///
/// Two ways lead to the same answer. If the filters name few topics, these topics' events are
/// merged and nothing else is looked at. If they name many, the order of all is scanned, which
/// holds no bodies, and the bodies of the events that match are fetched.
final class LogReader {

  private static final int FEW_TOPICS = 64;
  private static final int SEEKS_TO_FIND_THEM = 256;
  private static final int ENTRIES_OF_ONE_SCAN = 16_384;
  private static final int BYTES_OF_ONE_PAGE = 256 << 10;

  private final RocksDbStore store;
  private final Cursor after;
  private final Cursor tip;
  private final TopicFilters filters;
  private final int limit;

  /// @param tip behind which nothing is read; taken before this read began
  LogReader(RocksDbStore store, Cursor after, Cursor tip, TopicFilters filters, int limit) {
    this.store = store;
    this.after = after;
    this.tip = tip;
    this.filters = filters;
    this.limit = limit;
  }

  Reading.Page read() throws RocksDBException {
    if (!after.isBefore(tip)) {
      return new Reading.Page(List.of(), after);
    }
    var topics = fewTopics();
    return topics.isPresent() ? merge(topics.get()) : scan();
  }

  /// The topics that the filters match, if they are few and found soon.
  private Optional<List<Topic>> fewTopics() throws RocksDBException {
    if (filters.isEverything()) {
      return Optional.empty();
    }
    var found = new TreeSet<>(Comparator.comparing(Topic::value));
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
    return Optional.of(List.copyOf(found));
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

  private Reading.Page merge(List<Topic> topics) throws RocksDBException {
    var sources = new PriorityQueue<>(Comparator.comparing(Source::nextId));
    try {
      for (var topic : topics) {
        var source = new Source(topic);
        if (source.hasNext()) {
          sources.add(source);
        } else {
          source.close();
        }
      }
      var page = new PageBuilder();
      while (!sources.isEmpty() && !page.isFull()) {
        var source = sources.remove();
        page.add(source.next());
        if (source.hasNext()) {
          sources.add(source);
        } else {
          source.close();
        }
      }
      return sources.isEmpty() ? page.through(tip) : page.throughItsLast();
    } finally {
      sources.forEach(Source::close);
    }
  }

  private Reading.Page scan() throws RocksDBException {
    var keys = new ArrayList<byte[]>();
    var topics = new ArrayList<Topic>();
    var bytes = 0L;
    var entries = 0;
    var through = tip;
    try (var scan = store.orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(after)));
      for (; scan.isValid(); scan.next()) {
        var id = StoredForm.id(scan.key());
        if (id.isAfter(tip)) {
          break;
        }
        var value = scan.value();
        var topicBytes = StoredForm.topicIn(value);
        var topic = new Topic(new String(topicBytes, StandardCharsets.UTF_8));
        if (filters.matches(topic)) {
          keys.add(StoredForm.topicKey(topicBytes, id));
          topics.add(topic);
          bytes += StoredForm.sizeIn(value);
        }
        if (keys.size() >= limit || bytes > BYTES_OF_ONE_PAGE || ++entries > ENTRIES_OF_ONE_SCAN) {
          through = id;
          break;
        }
      }
    }
    return new Reading.Page(fetch(keys, topics), through);
  }

  /// Reads many at once, which does not tell a body that is damaged from one that is gone.
  ///
  /// @throws RocksDBException if one cannot be read, or is gone: dropped since its key was read, as
  ///     the caller sees by the floor, or else lost
  private List<TopicEvent> fetch(List<byte[]> keys, List<Topic> topics) throws RocksDBException {
    if (keys.isEmpty()) {
      return List.of();
    }
    var bodies = store.bodies(keys);
    var events = new ArrayList<TopicEvent>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      var id = StoredForm.id(keys.get(i));
      var body = bodies.get(i) == null ? bodyOf(id, keys.get(i)) : bodies.get(i);
      events.add(StoredForm.event(id, topics.get(i), body));
    }
    return events;
  }

  private byte[] bodyOf(Cursor id, byte[] key) throws RocksDBException {
    var body = store.body(key);
    if (body == null) {
      throw RocksDbStore.damaged("event " + id + " is not where it should be");
    }
    return body;
  }

  private final class PageBuilder {

    private final List<TopicEvent> events = new ArrayList<>();
    private long characters;

    void add(TopicEvent event) {
      events.add(event);
      characters += event.data().length();
    }

    boolean isFull() {
      return events.size() >= limit || characters > BYTES_OF_ONE_PAGE;
    }

    Reading.Page through(Cursor end) {
      return new Reading.Page(events, end);
    }

    Reading.Page throughItsLast() {
      return through(events.getLast().id());
    }
  }

  /// The events of one topic behind the cursor, in order.
  private final class Source implements AutoCloseable {

    private final Topic topic;
    private final RocksDbStore.Scan scan;

    Source(Topic topic) {
      this.topic = topic;
      var utf8 = topic.utf8();
      scan = store.topicScan(StoredForm.topicEnd(utf8));
      scan.seek(StoredForm.behind(StoredForm.topicKey(utf8, after)));
    }

    boolean hasNext() throws RocksDBException {
      return scan.isValid() && !nextId().isAfter(tip);
    }

    Cursor nextId() {
      return StoredForm.id(scan.key());
    }

    TopicEvent next() {
      var event = StoredForm.event(nextId(), topic, scan.value());
      scan.next();
      return event;
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
