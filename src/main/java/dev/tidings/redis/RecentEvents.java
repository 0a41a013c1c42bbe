package dev.tidings.redis;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.Reading;
import dev.tidings.log.StoredEvent;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The newest events, in memory, so that who comes back after a moment does not trouble Redis.
///
/// One thread adds, any number read.
final class RecentEvents {

  /// What an event takes beside its body, about.
  private static final int OVERHEAD = 300;

  private static final int LOOKED_AT_ONCE = 16_384;

  private final long most;
  private final ConcurrentNavigableMap<Cursor, StoredEvent> events = new ConcurrentSkipListMap<>();
  private long bytes;

  /// All events behind this place, up to where the node has read, are here.
  private volatile Cursor start;

  /// @param most bytes
  RecentEvents(long most, Cursor start) {
    this.most = most;
    this.start = start;
  }

  void add(StoredEvent event) {
    events.put(event.id(), event);
    bytes += weight(event);
    while (bytes > most) {
      var oldest = events.firstEntry();
      if (oldest == null) {
        return;
      }
      // Before it goes, so that no reader misses it without seeing that it is gone.
      start = oldest.getKey();
      events.remove(oldest.getKey());
      bytes -= weight(oldest.getValue());
    }
  }

  /// Drops what the retention has dropped.
  ///
  /// @param floor up to which
  void drop(Cursor floor) {
    start = start.orLater(floor);
    for (var event : events.headMap(floor, true).values()) {
      events.remove(event.id());
      bytes -= weight(event);
    }
  }

  private static int weight(StoredEvent event) {
    return event.bytes().length + OVERHEAD;
  }

  /// Forgets all, and begins anew behind a place.
  void restartAt(Cursor place) {
    start = place;
    events.clear();
    bytes = 0;
  }

  boolean reachesBackTo(Cursor place) {
    return !place.isBefore(start);
  }

  @Nullable StoredEvent find(Cursor id) {
    return events.get(id);
  }

  /// Reads as [dev.tidings.log.EventLog#read] does.
  ///
  /// @param end behind which nothing is read
  /// @return empty if some of what is behind `after` is not here
  Optional<Reading.Page> read(Cursor after, Cursor end, TopicFilters filters, int limit, int most) {
    if (!reachesBackTo(after)) {
      return Optional.empty();
    }
    var found = new ArrayList<StoredEvent>();
    var through = end.orLater(after);
    var size = 0L;
    var looked = 0;
    for (var event : events.subMap(after, false, through, true).values()) {
      if (filters.matches(event.topic())) {
        found.add(event);
        size += event.size();
      }
      if (found.size() >= limit || size > most || ++looked > LOOKED_AT_ONCE) {
        through = event.id();
        break;
      }
    }
    return reachesBackTo(after) ? Optional.of(new Reading.Page(found, through)) : Optional.empty();
  }
}
