package dev.tidings.operations;

import java.time.Duration;
import java.util.function.Supplier;

/// A finding that several gauges share, so that one look at the metrics looks once. Thread-safe.
final class Recent<T> {

  private static final Duration FRESH = Duration.ofMillis(200);

  private record Finding<T>(T value, long at) {}

  private final Supplier<T> source;
  private volatile Finding<T> last;

  Recent(Supplier<T> source) {
    this.source = source;
    this.last = found();
  }

  /// As it was [#FRESH] ago at the earliest.
  T value() {
    var known = last;
    if (System.nanoTime() - known.at > FRESH.toNanos()) {
      known = found();
      last = known;
    }
    return known.value;
  }

  private Finding<T> found() {
    return new Finding<>(source.get(), System.nanoTime());
  }
}
