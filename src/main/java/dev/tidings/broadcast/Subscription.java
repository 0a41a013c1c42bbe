package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import org.jspecify.annotations.Nullable;

/// What a subscriber asked for, after it was found to be allowed.
public record Subscription(Holder holder, Audience audience, Beginning beginning) {

  /// Where a stream begins.
  ///
  /// @param cursor where to read on; not before the log's floor
  /// @param lost the place that was asked for and is not to be had; null if it is, or none was
  /// @param snapshot the place as of which the newest event of each topic comes first, and from
  ///     which the stream then goes on; null for no such thing
  public record Beginning(Cursor cursor, @Nullable LostPlace lost, @Nullable Cursor snapshot) {

    /// Behind a place that is to be had.
    public static Beginning at(Cursor cursor) {
      return new Beginning(cursor, null, null);
    }
  }

  /// A place in the log that a client believes in and that is gone.
  ///
  /// @param requested as the client gave it
  /// @param oldest the oldest event that is kept
  public record LostPlace(String requested, Cursor oldest) {}
}
