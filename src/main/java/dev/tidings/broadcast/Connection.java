package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An open stream or a waiting poll, as operators see it. Nothing in it opens anything.
///
/// @param subject null for anybody
/// @param cursor up to where it has what it asked for
/// @param behind the time between the cursor and the newest event that it should have; zero if it
///     has that. As long as it has seen no event since it began to read from the log, where the
///     hub was when it, or the first with the same filters, came counts for the newest
public record Connection(
    String id,
    @Nullable String subject,
    TopicFilters topics,
    Transport transport,
    Instant since,
    Cursor cursor,
    Duration behind) {

  /// How it gets its events.
  public enum Transport {
    SSE,
    NDJSON,
    POLL
  }

  static Duration between(Cursor cursor, Cursor newest) {
    return cursor.isBefore(newest)
        ? Duration.ofMillis(newest.time() - cursor.time())
        : Duration.ZERO;
  }
}
