package dev.tidings.log;

import java.time.Duration;

/// How events are handed to those who listen.
///
/// @param linger behind events for many streams, as [EventLog.Follower#linger]; behind those for
///     fewer, less
public record EventBusConfig(Duration linger) {

  /// Well below what a probe of readiness waits for.
  private static final Duration LONGEST = Duration.ofMillis(500);

  /// They are a millisecond's work, or somewhat more: a small part of the default.
  private static final int MANY = 100;

  /// These are visited before anything could gather.
  private static final int FEW = 10;

  public EventBusConfig {
    if (linger.isNegative() || linger.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.stream.linger must be from PT0S to %s, was %s".formatted(LONGEST, linger));
    }
  }

  /// What is little work is not worth waiting for.
  ///
  /// @param visits that the last events give rise to
  Duration lingerAfter(int visits) {
    return visits <= FEW
        ? Duration.ZERO
        : Duration.ofNanos(linger.toNanos() * Math.min(visits, MANY) / MANY);
  }
}
