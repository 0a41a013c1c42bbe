package dev.tidings.broadcast;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Bounds the bytes of all frames in memory, whichever chains they hang in. Not thread-safe.
final class Window {

  private record Held(Frame frame, List<TopicBroadcaster> holders) {}

  private final long capacity;
  private final Queue<Held> held = new ArrayDeque<>();
  private long bytes;

  /// @param capacity in bytes of frames
  Window(long capacity) {
    this.capacity = capacity;
  }

  /// Holds one more, which hangs in the chains of `holders`, and drops the oldest until all fit.
  void add(Frame frame, List<TopicBroadcaster> holders) {
    held.add(new Held(frame, holders));
    bytes += frame.length();
    while (bytes > capacity) {
      var dropped = held.remove();
      bytes -= dropped.frame().length();
      dropped.holders().forEach(TopicBroadcaster::dropOldest);
    }
  }
}
