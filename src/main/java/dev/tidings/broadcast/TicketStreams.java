package dev.tidings.broadcast;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The streams that came with a ticket, of which each carries one at a time. Thread-safe.
final class TicketStreams {

  /// Whoever was replaced and comes back by itself would replace the other in turn, and so on.
  private static final Duration RETRY = Duration.ofHours(1);

  private final ConcurrentMap<String, Subscriber> streams = new ConcurrentHashMap<>();

  /// The stream of this ticket ends, if there is one, because another is about to come, which gets
  /// its place.
  void makeWay(Subscription coming) {
    var ticket = coming.holder().ticket();
    var open = ticket == null ? null : streams.get(ticket);
    if (open != null) {
      open.end(Departure.REPLACED, RETRY);
      open.place().close();
    }
  }

  /// The stream of this ticket ends, if there is one, because another hub has one now.
  void replace(String ticket) {
    var open = streams.get(ticket);
    if (open != null) {
      open.end(Departure.REPLACED, RETRY);
    }
  }

  /// Of several that come at the same moment the last stays.
  void add(Subscriber subscriber) {
    var ticket = subscriber.holder().ticket();
    var before = ticket == null ? null : streams.put(ticket, subscriber);
    if (before != null) {
      before.end(Departure.REPLACED, RETRY);
    }
  }

  void remove(Subscriber subscriber) {
    var ticket = subscriber.holder().ticket();
    if (ticket != null) {
      streams.remove(ticket, subscriber);
    }
  }
}
