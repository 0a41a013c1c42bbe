package dev.tidings.stream;

import java.time.DateTimeException;
import java.time.Duration;

/// The interval of which a subscriber wants only the newest event of each topic.
final class Conflation {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /// Nobody means more.
  private static final Duration LONGEST = Duration.ofDays(1);

  private Conflation() {}

  /// Reads the parameter.
  ///
  /// @throws IllegalArgumentException with a message for the caller's eyes
  static Duration parse(String text) {
    try {
      var interval = DurationText.parse(text);
      if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "'conflate' is from 1ms to 1d; for all events, leave it out");
      }
      return interval;
    } catch (DateTimeException | ArithmeticException _) {
      throw new IllegalArgumentException("'conflate' is a duration such as 500ms or PT0.5S");
    }
  }
}
