package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.Awaited;
import dev.tidings.log.EventLog;
import dev.tidings.log.Reading;
import dev.tidings.problem.ProblemException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Reads from the log what one subscriber is behind by, page by page.
///
/// While a page is written, the next is read already. That and large pages are for some subscribers
/// at a time only: when thousands come back at once, the others read small pages one after another,
/// so that what clients do not take bounds itself. For one thread at a time.
final class Replay {

  /// Of these there may be as many as there are subscribers.
  private static final int EVENTS_OF_A_SMALL_PAGE = 128;
  private static final int BYTES_OF_A_SMALL_PAGE = 16 << 10;

  /// Of these there are two for each of [#WITH_ROOM], one being written and one read ahead.
  private static final int EVENTS_OF_A_LARGE_PAGE = 1024;
  private static final int BYTES_OF_A_LARGE_PAGE = 128 << 10;
  private static final Semaphore WITH_ROOM = new Semaphore(32);

  /// The page behind `after`, which is being read or has been.
  private record Ahead(Cursor after, FutureTask<Reading> reading) {}

  private final EventLog log;
  private final TopicFilters filters;
  private final boolean readsOn;
  private boolean hasRoom;
  private @Nullable Ahead ahead;

  /// @param readsOn whether page after page is wanted
  Replay(EventLog log, TopicFilters filters, boolean readsOn) {
    this.log = log;
    this.filters = filters;
    this.readsOn = readsOn;
  }

  /// Reads some of what is behind `after`, and begins to read what comes behind that.
  ///
  /// @throws ProblemException as [EventLog#read]
  Reading read(Cursor after) {
    hasRoom = hasRoom || WITH_ROOM.tryAcquire();
    if (!hasRoom) {
      return log.read(after, filters, EVENTS_OF_A_SMALL_PAGE, BYTES_OF_A_SMALL_PAGE);
    }
    var expected = ahead;
    var reading =
        expected != null && expected.after.equals(after)
            ? result(expected.reading)
            : readLargePage(after);
    ahead = reading instanceof Reading.Page(_, var through) ? beginBehind(through) : null;
    return reading;
  }

  private Reading readLargePage(Cursor after) {
    return log.read(after, filters, EVENTS_OF_A_LARGE_PAGE, BYTES_OF_A_LARGE_PAGE);
  }

  /// Null at the tip, and if nobody reads on.
  private @Nullable Ahead beginBehind(Cursor through) {
    if (!readsOn || !through.isBefore(log.tip())) {
      return null;
    }
    var reading = new FutureTask<>(() -> readLargePage(through));
    Thread.startVirtualThread(reading);
    return new Ahead(through, reading);
  }

  private static Reading result(FutureTask<Reading> reading) {
    try {
      return Awaited.result(reading);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Leaves the room to others, because nothing more is to be read for now.
  void pause() {
    ahead = null;
    if (hasRoom) {
      hasRoom = false;
      WITH_ROOM.release();
    }
  }
}
