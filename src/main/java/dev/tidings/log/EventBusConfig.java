package dev.tidings.log;

import java.time.Duration;

/// How events are handed to those who listen.
///
/// @param linger as [EventLog.Follower#linger]
public record EventBusConfig(Duration linger) {

  /// Well below what a probe of readiness waits for.
  private static final Duration LONGEST = Duration.ofMillis(500);

  public EventBusConfig {
    if (linger.isNegative() || linger.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.stream.linger must be from PT0S to %s, was %s".formatted(LONGEST, linger));
    }
  }
}
