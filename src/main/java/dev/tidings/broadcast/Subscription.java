package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a subscriber asked for, after it was found to be allowed.
///
/// @param subject whom the stream belongs to; null for anybody
/// @param start where to read on; not before the log's floor
/// @param lostPlace the place that was asked for and is gone; null if it was not lost
/// @param end when the right to it ends; null for never
/// @param encoding how it wants its events
public record Subscription(
    @Nullable String subject,
    TopicFilters filters,
    Cursor start,
    @Nullable LostPlace lostPlace,
    @Nullable Instant end,
    Encoding encoding) {

  Audience audience() {
    return new Audience(filters, encoding);
  }

  /// A place in the log that a client believes in and that is gone.
  ///
  /// @param requested as the client gave it
  /// @param oldest the oldest event that is kept
  public record LostPlace(String requested, Cursor oldest) {}
}
