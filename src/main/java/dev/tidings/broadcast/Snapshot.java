package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.StoredEvent;
import dev.tidings.problem.ProblemException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The newest event of each topic between two places, page by page in the order of their ids.
///
/// First the ids are found, topic by topic, then the events are read. What comes behind the second
/// place does not count, so nothing that is published meanwhile disturbs it; what retention drops
/// meanwhile is left out.
///
/// It goes in steps of milliseconds, so that its subscriber can do other things in between, and
/// other readers have their turn. A snapshot of many topics needs room to hold as many ids, which
/// some have at a time; who has had it for long makes room for others and later looks again. For
/// one thread at a time.
final class Snapshot {

  sealed interface Step {

    /// Some of it.
    ///
    /// @param through the place up to which all has been read
    record Page(List<StoredEvent> events, Cursor through) implements Step {}

    /// Nothing to send yet.
    record Pending() implements Step {}

    /// There is no more.
    ///
    /// @param through where reading goes on: the second place, or where retention overtook it
    record End(Cursor through) implements Step {}
  }

  /// That are held at once; if there are more, they are looked for again when these have been read.
  private static final int MOST_IDS = 1 << 17;

  /// Of these there may be as many as there are subscribers.
  private static final int IDS_WITHOUT_ROOM = 512;

  private static final Semaphore WITH_ROOM = new Semaphore(4, true);
  private static final long WAIT_MILLIS = 100;
  private static final long LONG_ENOUGH = TimeUnit.SECONDS.toNanos(10);

  private static final int EVENTS_OF_A_PAGE = 512;
  private static final int BYTES_OF_A_PAGE = 64 << 10;

  private final EventLog log;
  private final TopicFilters filters;
  private final Cursor through;
  private final boolean toldOfGaps;
  private final int mostIds;

  private Cursor after;
  private OldestIds found;
  private boolean isFound;
  private @Nullable Topic lookedThrough;
  private boolean hasRoom;
  private long roomSince;

  private Snapshot(
      EventLog log,
      TopicFilters filters,
      Cursor after,
      Cursor through,
      boolean toldOfGaps,
      int mostIds) {
    this.log = log;
    this.filters = filters;
    this.after = after;
    this.through = through;
    this.toldOfGaps = toldOfGaps;
    this.mostIds = mostIds;
    this.found = new OldestIds(mostIds);
  }

  /// What a stream begins with.
  ///
  /// @param asOf the second place; the first is the log's beginning
  static Snapshot first(EventLog log, TopicFilters filters, Cursor asOf) {
    return first(log, filters, asOf, MOST_IDS);
  }

  static Snapshot first(EventLog log, TopicFilters filters, Cursor asOf, int mostIds) {
    return new Snapshot(log, filters, Cursor.ORIGIN, asOf, false, mostIds);
  }

  /// What there is to know of all that lies behind `after`. Where retention overtakes it, it ends,
  /// so that its subscriber is told.
  static Snapshot behind(EventLog log, TopicFilters filters, Cursor after, Cursor through) {
    return new Snapshot(log, filters, after, through, true, MOST_IDS);
  }

  /// Gets on with it.
  ///
  /// @throws ProblemException as [EventLog#read]
  Step next() {
    return isFound ? read() : look();
  }

  private Step look() {
    // The first look at few topics needs no room, and often there are no more.
    if (lookedThrough != null && !awaitRoom()) {
      return new Step.Pending();
    }
    var look = log.newest(filters, through, lookedThrough);
    for (var id : look.ids()) {
      if (id.isAfter(after)) {
        found.add(id);
      }
    }
    lookedThrough = look.through();
    if (lookedThrough == null) {
      found.sort();
      isFound = true;
    }
    return new Step.Pending();
  }

  private boolean awaitRoom() {
    if (hasRoom) {
      return true;
    }
    try {
      hasRoom = WITH_ROOM.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    roomSince = System.nanoTime();
    return hasRoom;
  }

  private Step read() {
    var ids = found.next(EVENTS_OF_A_PAGE);
    if (ids.isEmpty()) {
      return lookAgainOrEnd();
    }
    var page = log.events(ids, BYTES_OF_A_PAGE);
    if (toldOfGaps && after.isBefore(log.floor())) {
      close();
      return new Step.End(after);
    }
    after = page.through();
    found.removeThrough(after);
    makeRoom();
    return new Step.Page(page.events(), after);
  }

  private Step lookAgainOrEnd() {
    close();
    if (found.isAll()) {
      return new Step.End(through);
    }
    found = new OldestIds(mostIds);
    isFound = false;
    return new Step.Pending();
  }

  /// For others, if they have waited for long enough.
  private void makeRoom() {
    if (hasRoom && WITH_ROOM.hasQueuedThreads() && System.nanoTime() - roomSince > LONG_ENOUGH) {
      found.keep(IDS_WITHOUT_ROOM);
      close();
    }
  }

  /// Leaves the room to others. It may go on all the same.
  void close() {
    if (hasRoom) {
      hasRoom = false;
      WITH_ROOM.release();
    }
  }
}
