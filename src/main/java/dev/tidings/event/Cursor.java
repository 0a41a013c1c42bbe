package dev.tidings.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place in the log: right behind the event whose id it is. On the wire the SSE `id` and
/// `Last-Event-ID`, `<milliseconds since the epoch>-<sequence>`; opaque to clients.
///
/// @param time milliseconds since the epoch, not negative
/// @param sequence orders the events of one millisecond, not negative
public record Cursor(long time, long sequence) implements Comparable<Cursor> {

  public static final Cursor ORIGIN = new Cursor(0, 0);

  private static final Pattern SHAPE = Pattern.compile("(0|[1-9]\\d{0,18})-(0|[1-9]\\d{0,18})");

  public Cursor {
    if (time < 0 || sequence < 0) {
      throw new IllegalArgumentException("a cursor has no negative part");
    }
  }

  /// Empty if `text` is not the id of any event of any log; such things come from strangers.
  public static Optional<Cursor> parse(String text) {
    var matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Cursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// The id of an event that is stored at `now`, behind this one even if the clock has stepped
  /// back.
  public Cursor next(Instant now) {
    var millis = now.toEpochMilli();
    return millis > time ? new Cursor(millis, 0) : new Cursor(time, sequence + 1);
  }

  /// The first millisecond that begins at `time` or later; a time that has no number is as far as
  /// one can be.
  public static long firstMillisecond(Instant time) {
    try {
      return time.plusNanos(999_999).toEpochMilli();
    } catch (DateTimeException | ArithmeticException _) {
      return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  public Instant instant() {
    return Instant.ofEpochMilli(time);
  }

  public boolean isBefore(Cursor other) {
    return compareTo(other) < 0;
  }

  public boolean isAfter(Cursor other) {
    return compareTo(other) > 0;
  }

  public Cursor orLater(Cursor other) {
    return isBefore(other) ? other : this;
  }

  @Override
  public int compareTo(Cursor other) {
    return time == other.time
        ? Long.compare(sequence, other.sequence)
        : Long.compare(time, other.time);
  }

  @Override
  public String toString() {
    return time + "-" + sequence;
  }
}
