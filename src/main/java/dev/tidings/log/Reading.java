package dev.tidings.log;

import dev.tidings.event.Cursor;
import java.util.List;

/// What reading behind a cursor comes back with.
public sealed interface Reading {

  /// Some of what is there.
  ///
  /// @param events the next in order; may be empty
  /// @param through nothing that the filters match is left between the last event and here; where
  ///     the
  ///     next read begins
  record Page(List<StoredEvent> events, Cursor through) implements Reading {}

  /// The place is gone, or never was: some of what was behind it is no longer kept, or it is ahead
  /// of the log.
  ///
  /// @param floor where reading can go on
  /// @param oldest the id of the oldest event kept; the floor if there is none
  record Gap(Cursor floor, Cursor oldest) implements Reading {}
}
