package dev.tidings.stream;

import dev.tidings.event.Cursor;
import dev.tidings.log.EventLog;
import java.time.DateTimeException;
import java.time.Instant;

/// A time to start at: an ISO-8601 instant, a duration back from now (`PT10M`, `10m`), or
/// `earliest`.
sealed interface Since {

  record Earliest() implements Since {}

  record At(Instant time) implements Since {}

  /// No event is older, or will be younger; further out there are no milliseconds to count.
  Instant FIRST = Instant.EPOCH;

  Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /// Reads the parameter.
  ///
  /// @throws IllegalArgumentException with a message for the caller's eyes
  static Since parse(String text, Instant now) {
    if (text.equals("earliest")) {
      return new Earliest();
    }
    try {
      return new At(
          clamped(
              DurationText.isDuration(text)
                  ? now.minus(DurationText.parse(text))
                  : Instant.parse(text)));
    } catch (DateTimeException | ArithmeticException _) {
      throw new IllegalArgumentException(
          "'since' is an ISO-8601 instant, a duration such as PT10M or 10m, or 'earliest'");
    }
  }

  /// The place in a log from which everything that was stored since then is still to come.
  default Cursor placeIn(EventLog log) {
    return switch (this) {
      case Earliest() -> log.floor();
      case At(var time) -> log.before(time);
    };
  }

  private static Instant clamped(Instant time) {
    return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
  }
}
