package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a subscriber asked for, after it was found to be allowed.
///
/// @param subject whom the stream belongs to; null for anybody
/// @param start where to read on; not before the log's floor
/// @param lostPlace the place that was asked for and is gone; null if it was not lost
/// @param end when the right to it ends; null for never
/// @param snapshot the place as of which the newest event of each topic comes first, and from which
///     the stream then goes on; null for no such thing
/// @param conflation of one topic's events within it only the newest is wanted; zero for all
/// @param encoding how it wants its events
public record Subscription(
    @Nullable String subject,
    TopicFilters filters,
    Cursor start,
    @Nullable LostPlace lostPlace,
    @Nullable Instant end,
    @Nullable Cursor snapshot,
    Duration conflation,
    Encoding encoding) {

  /// To all events with the bare data, and nothing before them.
  public Subscription(
      @Nullable String subject,
      TopicFilters filters,
      Cursor start,
      @Nullable LostPlace lostPlace,
      @Nullable Instant end) {
    this(subject, filters, start, lostPlace, end, null, Duration.ZERO, Encoding.EVENTS);
  }

  /// The same, with a snapshot first; for null without.
  public Subscription withSnapshot(@Nullable Cursor asOf) {
    return new Subscription(subject, filters, start, lostPlace, end, asOf, conflation, encoding);
  }

  /// The same, conflated; for zero not.
  public Subscription conflated(Duration interval) {
    return new Subscription(subject, filters, start, lostPlace, end, snapshot, interval, encoding);
  }

  /// The same, with the events so encoded.
  public Subscription encoded(Encoding form) {
    return new Subscription(subject, filters, start, lostPlace, end, snapshot, conflation, form);
  }

  Audience audience() {
    return new Audience(filters, encoding, conflation);
  }

  /// A place in the log that a client believes in and that is gone.
  ///
  /// @param requested as the client gave it
  /// @param oldest the oldest event that is kept
  public record LostPlace(String requested, Cursor oldest) {}
}
