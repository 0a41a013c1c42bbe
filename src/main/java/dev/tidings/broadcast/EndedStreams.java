package dev.tidings.broadcast;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// The streams that ended last, for operators who ask what became of one. Bounded. Thread-safe;
/// held only for moments.
final class EndedStreams {

  private static final int MOST = 4096;

  // Guarded by this.
  private final Queue<Course> ended = new ArrayDeque<>();

  synchronized void add(Course course) {
    if (ended.size() == MOST) {
      ended.remove();
    }
    ended.add(course);
  }

  synchronized Optional<Course> find(String id) {
    return ended.stream().filter(course -> course.id().equals(id)).findFirst();
  }
}
