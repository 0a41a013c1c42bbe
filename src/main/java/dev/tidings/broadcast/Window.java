package dev.tidings.broadcast;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Bounds the bytes of all frames in memory, whichever chains they hang in. Not thread-safe.
///
/// Counts what holds the frames as well: a small event that hangs in thousands of chains costs more
/// in links than in bytes of its own.
final class Window {

  /// Roughly what the JVM needs for a frame beside its bytes, and for its link in one chain.
  private static final int FRAME = 128;

  private static final int LINK = 40;

  private record Held(Frame frame, List<TopicBroadcaster> holders) {

    long cost() {
      return FRAME + frame.length() + (long) LINK * holders.size();
    }
  }

  private final long capacity;
  private final Queue<Held> held = new ArrayDeque<>();
  private long bytes;

  /// @param capacity in bytes
  Window(long capacity) {
    this.capacity = capacity;
  }

  void clear() {
    held.clear();
    bytes = 0;
  }

  /// Holds one more, which hangs in the chains of `holders`, and drops the oldest until all fit.
  void add(Frame frame, List<TopicBroadcaster> holders) {
    var added = new Held(frame, holders);
    held.add(added);
    bytes += added.cost();
    while (bytes > capacity) {
      var dropped = held.remove();
      bytes -= dropped.cost();
      dropped.holders().forEach(holder -> holder.drop(dropped.frame()));
    }
  }
}
