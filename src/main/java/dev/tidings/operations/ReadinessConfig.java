package dev.tidings.operations;

import java.time.Duration;

/// When a hub is not ready.
///
/// @param grace for how long it stays ready though the log that it shares with others is away:
///     nobody is helped if all hubs are taken out of service at once, which they would be
public record ReadinessConfig(Duration grace) {

  private static final Duration LONGEST = Duration.ofDays(1);

  public ReadinessConfig {
    if (grace.isNegative() || grace.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.redis.ready-grace must be from PT0S to P1D, was " + grace);
    }
  }
}
