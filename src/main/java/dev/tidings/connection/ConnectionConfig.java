package dev.tidings.connection;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/// What a client's connection is allowed.
///
/// @param requestTime how long one request may take to arrive, with its body
public record ConnectionConfig(Duration requestTime) {

  /// As configurations write it.
  public static final String DEFAULT_REQUEST_TIME = "PT30S";

  private static final String REQUEST_TIME = "tidings.limits.request-time";
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  public ConnectionConfig {
    if (requestTime.compareTo(SHORTEST) < 0 || requestTime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, was %s"
              .formatted(REQUEST_TIME, SHORTEST, LONGEST, requestTime));
    }
  }

  /// For what the server itself makes, where nothing is injected.
  static ConnectionConfig of(Config config) {
    return new ConnectionConfig(
        config
            .getOptionalValue(REQUEST_TIME, Duration.class)
            .orElseGet(() -> Duration.parse(DEFAULT_REQUEST_TIME)));
  }
}
