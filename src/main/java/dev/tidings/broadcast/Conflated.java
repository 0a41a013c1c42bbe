package dev.tidings.broadcast;

import dev.tidings.event.Topic;
import dev.tidings.log.StoredEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Events of which only the newest of each topic is wanted.
final class Conflated {

  private Conflated() {}

  /// @param events ascending
  static List<StoredEvent> newestOfEachTopic(List<StoredEvent> events) {
    var seen = new HashSet<Topic>();
    var newest = new ArrayList<StoredEvent>();
    for (var event : events.reversed()) {
      if (seen.add(event.topic())) {
        newest.add(event);
      }
    }
    return newest.reversed();
  }
}
