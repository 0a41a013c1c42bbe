package dev.tidings.log;

import java.time.Duration;

/// How much of the log is kept. What is over the first of the bounds that is reached is dropped,
/// oldest first.
///
/// @param maxBytes of event data
public record Retention(Duration maxAge, long maxEvents, long maxBytes) {

  /// A hundred years; far more and the beginning would lie before all time.
  private static final Duration LONGEST = Duration.ofDays(36_500);

  public Retention {
    if (maxAge.compareTo(Duration.ofSeconds(1)) < 0 || maxAge.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.retention.max-age must be from PT1S to %s, was %s".formatted(LONGEST, maxAge));
    }
    if (maxEvents < 1) {
      throw new IllegalArgumentException(
          "tidings.retention.max-events must be at least 1, was " + maxEvents);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "tidings.retention.max-bytes must be at least 1, was " + maxBytes);
    }
  }

  /// A little over the bounds, so that trimming is done in bulk and not for each event.
  boolean isExceededBy(long events, long bytes) {
    return events - maxEvents > maxEvents / 20 || bytes - maxBytes > maxBytes / 20;
  }

  boolean isMetBy(long events, long bytes) {
    return events <= maxEvents && bytes <= maxBytes;
  }
}
