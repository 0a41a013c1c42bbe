package dev.tidings.stream;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.broadcast.Subscription.LostPlace;
import dev.tidings.event.Cursor;
import dev.tidings.http.QueryParameters;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import org.jspecify.annotations.Nullable;

/// Where a stream begins, by what a request says.
final class Start {

  private Start() {}

  /// In this order: the header, which the browser sends on a reconnect; the cursor and the time in
  /// the URL, which are of the first connect; else what comes from now on.
  ///
  /// A snapshot is of the place at which the stream would begin without it, and is for who does not
  /// resume. Its cursor is the log's floor, so that whoever drops before it has come gets all of
  /// that later, and what came behind.
  ///
  /// @param header `Last-Event-ID`; null or empty if there is none
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if a parameter is
  ///     malformed, also one that does not count; a header is never refused, for a browser would
  ///     not come back
  static Beginning of(@Nullable String header, QueryParameters query, EventLog log) {
    var inQuery = query.one("lastEventId", Start::cursor);
    var since = query.one("since", text -> Since.parse(text, log.clock().instant()));
    var withSnapshot = query.one("snapshot", Start::flag).orElse(false);
    if (header != null && !header.isEmpty()) {
      return Cursor.parse(header)
          .map(cursor -> behind(cursor, log))
          .orElseGet(() -> lost(header, log));
    }
    if (since.isPresent()) {
      log.refresh();
    }
    return inQuery
        .map(cursor -> behind(cursor, log))
        .orElseGet(
            () ->
                fresh(since.map(time -> time.placeIn(log)).orElseGet(log::tip), withSnapshot, log));
  }

  private static Cursor cursor(String text) {
    return Cursor.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'lastEventId' is not the id of an event"));
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'snapshot' is true or false");
    };
  }

  private static Beginning fresh(Cursor place, boolean withSnapshot, EventLog log) {
    return withSnapshot ? new Beginning(log.floor(), null, place) : Beginning.at(place);
  }

  private static Beginning behind(Cursor cursor, EventLog log) {
    log.refresh();
    return log.holds(cursor) ? Beginning.at(cursor) : lost(cursor.toString(), log);
  }

  private static Beginning lost(String requested, EventLog log) {
    var gap = log.gap();
    return new Beginning(gap.floor(), new LostPlace(requested, gap.oldest()), null);
  }
}
