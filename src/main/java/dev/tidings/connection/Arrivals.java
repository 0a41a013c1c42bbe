package dev.tidings.connection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// What has begun to arrive on an HTTP/2 connection and is not there yet, with a bound on how long
/// it may take: requests, from the beginning of the head to the end of the body, and a single
/// frame. Else whoever sends a byte now and then would hold the connection for ever.
///
/// What takes longer costs the whole connection: on a line on which a request takes so long the
/// other exchanges fare no better.
///
/// Thread-safe.
final class Arrivals {

  /// The frame that is arriving; no exchange has this number.
  static final int FRAME = 0;

  private final long limit;
  private final Runnable cut;

  /// When each began, the oldest first. Guarded by this.
  private final SequencedMap<Integer, Long> begun = new LinkedHashMap<>();

  private @Nullable Future<?> look;

  /// @param limit for each
  /// @param cut breaks the connection; must not block
  Arrivals(Duration limit, Runnable cut) {
    this.limit = limit.toNanos();
    this.cut = cut;
  }

  /// Something has begun to arrive. Of no effect if it had before.
  synchronized void begin(int id) {
    begun.putIfAbsent(id, System.nanoTime());
    if (look == null) {
      look = RequestClock.in(limit, this::look);
    }
  }

  /// It is there, or nobody waits for it any more.
  synchronized void end(int id) {
    begun.remove(id);
  }

  /// The connection is at its end.
  synchronized void endAll() {
    begun.clear();
    if (look != null) {
      look.cancel(false);
    }
  }

  private void look() {
    if (isOneLate()) {
      cut.run();
    }
  }

  private synchronized boolean isOneLate() {
    look = null;
    var oldest = begun.firstEntry();
    if (oldest == null) {
      return false;
    }
    var left = limit - (System.nanoTime() - oldest.getValue());
    if (left > 0) {
      look = RequestClock.in(left, this::look);
    }
    return left <= 0;
  }
}
