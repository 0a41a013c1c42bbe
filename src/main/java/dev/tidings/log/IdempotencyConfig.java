package dev.tidings.log;

import java.time.Duration;

/// For how long repeats are known.
///
/// @param window from the first publication under a key, by the clock on the wall
/// @param maxKeys how many are kept; where there are more, the oldest are forgotten early
public record IdempotencyConfig(Duration window, long maxKeys) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  public IdempotencyConfig {
    if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.idempotency.window must be from PT1S to P7D, was " + window);
    }
    if (maxKeys < 1) {
      throw new IllegalArgumentException(
          "tidings.idempotency.max-keys must be at least 1, was " + maxKeys);
    }
  }

  /// Also of a key from a time to come, from which the clock has stepped back by more than the
  /// window: nobody can say any more how old it is.
  ///
  /// @param stored in milliseconds since the epoch, as is `now`
  boolean isOver(long stored, long now) {
    return Math.abs(now - stored) > window.toMillis();
  }

  /// A little over the bound, so that trimming is done in bulk and not for each key.
  boolean isExceededBy(long keys) {
    return keys - maxKeys > maxKeys / 20;
  }
}
