package dev.tidings.stream;

import dev.tidings.broadcast.Subscription.LostPlace;
import dev.tidings.envelope.ByteText;
import dev.tidings.envelope.Envelope;
import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.Reading;
import dev.tidings.log.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of a topic's kept events, in order.
///
/// @param lost the place that was asked for and is not to be had; null if it is, or none was
/// @param next where the next page begins; null if, when this one was asked for, there was no more
record HistoryPage(List<StoredEvent> events, @Nullable LostPlace lost, @Nullable Cursor next) {

  /// The longest a page gets, beside the events.
  private static final int FRAME = 128;

  /// Reads the page behind a place, or the first page if the place is gone or never was. Blocks.
  ///
  /// @param after null for what was kept since `since`
  /// @param since where to begin if there is no `after`; null for the oldest that is kept
  /// @param limit how many events at the most; there are fewer where they are large
  /// @throws dev.tidings.problem.ProblemException with [dev.tidings.problem.Problem.Unavailable] if
  ///     the log cannot be read
  static HistoryPage read(
      EventLog log, TopicFilters topic, @Nullable Cursor after, @Nullable Since since, int limit) {
    log.refresh();
    var tip = log.tip();
    var place = after != null ? after : since != null ? since.placeIn(log) : log.floor();
    var lost = (LostPlace) null;
    while (true) {
      switch (log.read(place, topic, limit)) {
        case Reading.Page(var events, var through) -> {
          return new HistoryPage(events, lost, through.isBefore(tip) ? through : null);
        }
        case Reading.Gap(var floor, var oldest) -> {
          lost = after == null ? null : new LostPlace(after.toString(), oldest);
          place = floor;
        }
      }
    }
  }

  /// `{"events":[envelope…]}`, with the gap if there is one.
  byte[] json() {
    var out = new ByteText(FRAME + events.stream().mapToInt(Envelope::sizeFor).sum());
    out.put(ascii("{\"events\":["));
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      Envelope.TIDINGS.write(events.get(i), out);
    }
    out.put(']');
    if (lost != null) {
      out.put(ascii(",\"gap\":{\"requested\":\"" + lost.requested()));
      out.put(ascii("\",\"oldest\":\"" + lost.oldest() + "\"}"));
    }
    return out.put('}').bytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
