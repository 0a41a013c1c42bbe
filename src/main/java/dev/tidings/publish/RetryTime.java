package dev.tidings.publish;

import dev.tidings.event.Publication;
import java.time.Duration;

/// A reconnection time as publishers write it.
final class RetryTime {

  private static final int LONGEST_TEXT = 9;

  private RetryTime() {}

  /// @throws IllegalArgumentException with a message for the caller's eyes
  static Duration parsed(String millis) {
    if (millis.isEmpty()
        || millis.length() > LONGEST_TEXT
        || !millis.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("'retry' is a number of milliseconds");
    }
    var retry = Duration.ofMillis(Long.parseLong(millis));
    if (retry.compareTo(Publication.LONGEST_RETRY) > 0) {
      throw new IllegalArgumentException("'retry' is at most a day");
    }
    return retry;
  }
}
