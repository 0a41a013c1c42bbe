package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.log.EventLog;
import dev.tidings.log.Reading;
import dev.tidings.log.StoredEvent;
import dev.tidings.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one subscriber has not had and memory does not hold, ready for the wire: page by page from
/// the log or, where only the newest of each topic is wanted, as a [Snapshot].
///
/// What it gives out is encoded at once, so that nothing else of a page is held while the client
/// takes its time. For one thread at a time.
final class Backlog {

  sealed interface Step {

    /// Some of it; there may be no event in it.
    ///
    /// @param end where the next one begins
    @SuppressWarnings("ArrayRecordComponent") // it lives for one write, and is never compared
    record Passage(byte[] bytes, int events, Cursor end) implements Step {}

    /// Retention has overtaken the subscriber.
    ///
    /// @param floor from where it goes on
    /// @param oldest the oldest event that is kept
    record Gap(Cursor floor, Cursor oldest) implements Step {}

    /// Nothing to send yet.
    record Pending() implements Step {}

    /// The snapshot is at its end.
    ///
    /// @param through where reading goes on
    record Complete(Cursor through) implements Step {}
  }

  private static final byte[] NOTHING = {};

  private final EventLog log;
  private final Audience audience;
  private final Replay replay;
  private @Nullable Snapshot snapshot;

  private Backlog(EventLog log, Audience audience, boolean readsOn, @Nullable Snapshot snapshot) {
    this.log = log;
    this.audience = audience;
    this.replay = new Replay(log, audience.filters(), readsOn);
    this.snapshot = snapshot;
  }

  /// All that comes.
  ///
  /// @param readsOn whether page after page is wanted
  static Backlog replay(EventLog log, Audience audience, boolean readsOn) {
    return new Backlog(log, audience, readsOn, null);
  }

  /// First the newest event of each topic.
  ///
  /// @param asOf the place that this is true of
  static Backlog snapshot(EventLog log, Audience audience, boolean readsOn, Cursor asOf) {
    return new Backlog(log, audience, readsOn, Snapshot.first(log, audience.filters(), asOf));
  }

  /// Whether it is at a snapshot, which has to end before anything newer is sent.
  boolean isSnapshot() {
    return snapshot != null;
  }

  /// Gets on with it.
  ///
  /// @param cursor behind which to read
  /// @throws ProblemException as [EventLog#read]
  Step next(Cursor cursor) {
    return snapshot == null ? read(cursor) : next(snapshot, cursor);
  }

  private Step next(Snapshot begun, Cursor cursor) {
    return switch (begun.next()) {
      case Snapshot.Step.Page(var page, var through) -> passage(page, cursor.orLater(through));
      case Snapshot.Step.Pending() -> new Step.Pending();
      case Snapshot.Step.End(var through) -> {
        snapshot = null;
        yield new Step.Complete(cursor.orLater(through));
      }
    };
  }

  private Step read(Cursor cursor) {
    var tip = log.tip();
    return switch (replay.read(cursor)) {
      case Reading.Page(var page, var through) -> read(page, cursor, cursor.orLater(through), tip);
      case Reading.Gap(var floor, var oldest) -> new Step.Gap(floor, oldest);
    };
  }

  /// Of one who conflates, only what is a single page is read as it is; of all that is longer, the
  /// newest of each topic is looked for.
  private Step read(List<StoredEvent> page, Cursor cursor, Cursor through, Cursor tip) {
    if (!audience.conflates()) {
      return passage(page, through);
    }
    if (through.isBefore(tip)) {
      replay.pause();
      snapshot = Snapshot.behind(log, audience.filters(), cursor, tip);
      return new Step.Passage(NOTHING, 0, cursor);
    }
    return passage(Conflated.newestOfEachTopic(page), through);
  }

  private Step passage(List<StoredEvent> page, Cursor end) {
    return new Step.Passage(audience.encoding().encoded(page), page.size(), end);
  }

  /// Leaves the room that it took to others.
  void close() {
    replay.pause();
    if (snapshot != null) {
      snapshot.close();
    }
  }
}
