package dev.tidings.redis;

import dev.tidings.event.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What this node knows of the log. Thread-safe.
final class Known {

  /// Places between which events were lost.
  ///
  /// @param from the place behind the last event before
  /// @param to the place from which all is there again
  record Hole(Cursor from, Cursor to) {

    boolean holds(Cursor place) {
      return !place.isBefore(from) && place.isBefore(to);
    }

    /// @param text as the scripts write it
    static List<Hole> all(String text) {
      var holes = new ArrayList<Hole>();
      for (var hole : text.split(",", -1)) {
        var ends = hole.split(" ", -1);
        if (ends.length == 2) {
          holes.add(new Hole(Reply.cursor(ends[0]), Reply.cursor(ends[1])));
        }
      }
      return List.copyOf(holes);
    }
  }

  private volatile String generation = "";
  private volatile Cursor floor = Cursor.ORIGIN;
  private volatile List<Hole> holes = List.of();

  // Written under lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile Cursor position = Cursor.ORIGIN;
  private volatile Cursor seen = Cursor.ORIGIN;

  /// Which of the logs that were under this prefix this is.
  String generation() {
    return generation;
  }

  /// All up to here has been read from the stream.
  Cursor position() {
    return position;
  }

  /// The newest place that this node was told of.
  Cursor seen() {
    return seen;
  }

  Cursor floor() {
    return floor;
  }

  List<Hole> holes() {
    return holes;
  }

  void learn(String current, Cursor oldest, List<Hole> lost) {
    generation = current;
    floor = oldest;
    holes = lost;
  }

  void raiseFloor(Cursor place) {
    floor = floor.orLater(place);
  }

  void moveTo(Cursor place) {
    lock.lock();
    try {
      position = position.orLater(place);
      seen = seen.orLater(place);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void see(Cursor place) {
    lock.lock();
    try {
      seen = seen.orLater(place);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the node has read up to a place.
  ///
  /// @return false if it has not come so far within `patience`
  boolean await(Cursor place, Duration patience) {
    if (!position.isBefore(place)) {
      return true;
    }
    lock.lock();
    try {
      var left = patience.toNanos();
      while (position.isBefore(place) && left > 0) {
        // Looks again now and then: a virtual thread can miss its wake-up (JDK-8369227).
        left -= TimeUnit.MILLISECONDS.toNanos(100);
        var waited = moved.awaitNanos(TimeUnit.MILLISECONDS.toNanos(100));
        left += Math.max(0, waited);
      }
      return !position.isBefore(place);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
