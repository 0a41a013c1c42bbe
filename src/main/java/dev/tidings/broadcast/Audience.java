package dev.tidings.broadcast;

import dev.tidings.event.TopicFilters;
import java.time.Duration;

/// What the subscribers of one broadcaster have in common: they want the same bytes.
///
/// @param conflation of one topic's events within it they want only the newest; zero for all
record Audience(TopicFilters filters, Encoding encoding, Duration conflation) {

  boolean conflates() {
    return conflation.isPositive();
  }
}
