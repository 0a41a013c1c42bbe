package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import org.jspecify.annotations.Nullable;

/// How far a stream or poll has come on its way through the log, at one moment or when it ended.
///
/// @param start where it began
/// @param snapshot what it was to be given first; null for nothing
/// @param cursor up to where it has what it asked for
/// @param conflates whether it wants of one topic's events within an interval only the newest
/// @param state what it is about
/// @param departure why it has ended; null as long as it has not
public record Course(
    String id,
    TopicFilters topics,
    Cursor start,
    @Nullable First snapshot,
    Cursor cursor,
    boolean conflates,
    State state,
    @Nullable Departure departure) {

  /// The newest event of each topic.
  ///
  /// @param asOf the place that this is true of
  /// @param whole whether all of it has been sent
  public record First(Cursor asOf, boolean whole) {}

  /// What is between a stream and its next event.
  public enum State {
    /// Nothing but the way.
    LIVE,
    /// It reads from the log, or has its snapshot, and is not there yet.
    CATCHING_UP,
    /// Its client takes nothing at present.
    SLOW
  }
}
