package dev.tidings.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What publishers have stored since the hub began. Thread-safe; counting never blocks.
public final class PublicationTally {

  private final LongAdder events = new LongAdder();

  private volatile Consumer<Duration> durations = _ -> {};

  /// Has something stored, and counts what came of it.
  ///
  /// @param count how many events of the result are new
  <T> List<T> counted(Supplier<List<T>> storing, ToLongFunction<T> count) {
    var began = System.nanoTime();
    try {
      var stored = storing.get();
      events.add(stored.stream().mapToLong(count).sum());
      return stored;
    } finally {
      durations.accept(Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /// Events that were stored; repeats are none.
  public long events() {
    return events.sum();
  }

  /// Names the one that is told how long each storing took, from now on. It must not block.
  public void tellDurationsTo(Consumer<Duration> listener) {
    durations = listener;
  }
}
