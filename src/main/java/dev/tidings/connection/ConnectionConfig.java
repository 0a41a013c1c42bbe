package dev.tidings.connection;

import java.time.Duration;

/// What a client's connection is allowed.
///
/// @param requestTime how long one request may take to arrive, with its body
public record ConnectionConfig(Duration requestTime) {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  public ConnectionConfig {
    if (requestTime.compareTo(SHORTEST) < 0 || requestTime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.limits.request-time must be from %s to %s, was %s"
              .formatted(SHORTEST, LONGEST, requestTime));
    }
  }
}
