package dev.tidings.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// So much a second for each key: a token bucket that holds a second's worth. Thread-safe.
///
/// Whoever was given one may be charged for more than there is, and then waits for longer: a batch
/// that is larger than the bucket would else never pass.
final class Rate<K> {

  private static final double NANOS = 1e9;

  /// @param tokens negative for a debt
  /// @param granted whether who came last was given what they asked for
  /// @param at when that was so
  private record Bucket(double tokens, boolean granted, long at) {}

  private final int perSecond;
  private final ConcurrentHashMap<K, Bucket> buckets = new ConcurrentHashMap<>();
  private final AtomicLong swept = new AtomicLong();

  /// @param perSecond [LimitsConfig#NONE] for no limit
  Rate(int perSecond) {
    this.perSecond = perSecond;
  }

  /// Takes one, or tells how long it takes until one can be had.
  ///
  /// @param nanoTime of now
  /// @return empty if it was taken
  Optional<Duration> take(K key, long nanoTime) {
    if (perSecond == LimitsConfig.NONE) {
      return Optional.empty();
    }
    sweep(nanoTime);
    var bucket = buckets.compute(key, (_, before) -> served(before, nanoTime));
    return bucket.granted
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) Math.ceil((1 - bucket.tokens) / perSecond * NANOS)));
  }

  /// Takes an amount from whoever has been given something, which may be more than there is.
  void charge(K key, int amount, long nanoTime) {
    if (perSecond != LimitsConfig.NONE && amount > 0) {
      buckets.compute(
          key,
          (_, before) -> {
            var tokens = before == null ? perSecond : filled(before, nanoTime);
            return new Bucket(tokens - amount, true, nanoTime);
          });
    }
  }

  private Bucket served(@Nullable Bucket before, long nanoTime) {
    var tokens = before == null ? perSecond : filled(before, nanoTime);
    var granted = tokens >= 1;
    return new Bucket(granted ? tokens - 1 : tokens, granted, nanoTime);
  }

  private double filled(Bucket bucket, long nanoTime) {
    return Math.min(perSecond, bucket.tokens + (nanoTime - bucket.at) / NANOS * perSecond);
  }

  /// Forgets, once a second, whose bucket is full again: else each address that ever came would be
  /// remembered.
  private void sweep(long nanoTime) {
    var last = swept.get();
    if (nanoTime - last > NANOS && swept.compareAndSet(last, nanoTime)) {
      buckets.values().removeIf(bucket -> filled(bucket, nanoTime) >= perSecond);
    }
  }

  /// How many keys are remembered.
  int size() {
    return buckets.size();
  }
}
