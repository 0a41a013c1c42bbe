package dev.tidings.broadcast;

import dev.tidings.event.TopicFilters;
import java.time.Duration;

/// What the subscribers of one broadcaster have in common: they want the same bytes.
///
/// @param conflation of one topic's events within it they want only the newest; zero for all
public record Audience(TopicFilters filters, Encoding encoding, Duration conflation) {

  /// Of all events.
  public static Audience of(TopicFilters filters, Encoding encoding) {
    return new Audience(filters, encoding, Duration.ZERO);
  }

  boolean conflates() {
    return conflation.isPositive();
  }
}
