package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.problem.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// The embedded event log.
///
/// Writing is the [Sequencer]'s, reading is done by the [Readers].
///
/// When a write fails, publications are refused until one has worked again; reading goes on.
public final class RocksDbEventLog implements EventLog {

  private final LogDirectory directory;
  private final Sequencer sequencer;
  private final Readers readers;
  private final LogClock clock;
  private final Ledger ledger;

  /// The newest id that was found at the start, and the place from which ids are given out since.
  /// What lies between them was never given out of this log, but of one that went on from here and
  /// is gone: this one was put back from a backup, or the power failed.
  private final Cursor found;

  private final Cursor resumed;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Tail tail;

  private RocksDbEventLog(
      LogDirectory directory, Sequencer sequencer, Cursor found, InstantSource clock) {
    this.directory = directory;
    this.sequencer = sequencer;
    this.found = found;
    this.resumed = sequencer.tip();
    this.clock = clock::instant;
    this.readers = new Readers(directory);
    this.ledger = new RocksDbLedger(directory, readers, sequencer, clock);
  }

  /// Opens the log, or makes it.
  ///
  /// @throws IllegalStateException with a message for the operator, if the directory cannot be used
  public static RocksDbEventLog open(
      RocksDbConfig config,
      Retention retention,
      IdempotencyConfig idempotency,
      InstantSource clock) {
    var directory = LogDirectory.open(config);
    try {
      var found = begunState(directory, clock);
      var resumed = resumedState(directory, found, clock);
      var sequencer = new Sequencer(directory, config, retention, idempotency, clock, resumed);
      var log = new RocksDbEventLog(directory, sequencer, found.tip(), clock);
      sequencer.start();
      return log;
    } catch (RocksDBException | IllegalStateException e) {
      throw directory.refused(e);
    }
  }

  /// A log keeps where it began, so that an id of an earlier log is known to be none of its own.
  private static LogState begunState(LogDirectory directory, InstantSource clock)
      throws RocksDBException {
    var store = directory.store();
    var kept = store.state();
    if (kept == null && directory.hadTables()) {
      throw RocksDbStore.damaged("what is known of the events is gone");
    }
    store.checkHolds(kept != null && kept.events() > 0);
    if (kept != null) {
      return kept;
    }
    var begun = LogState.beginningAt(new Cursor(clock.millis(), 0));
    try (var change = store.change()) {
      change.commit(begun);
    }
    return begun;
  }

  /// Ids are given out from now on, and none between.
  private static LogState resumedState(
      LogDirectory directory, LogState found, InstantSource clock) {
    var resumed = found.probed(found.tip().orLater(new Cursor(clock.millis(), 0)));
    if (resumed.equals(found)) {
      return found;
    }
    try (var change = directory.store().change()) {
      change.commit(resumed);
      return resumed;
    } catch (RocksDBException _) {
      // The disk is full, say, which the first publication will find out. What is not kept must not
      // be told to clients, so ids go on from where they were.
      return found;
    }
  }

  @Override
  public List<Receipt> submit(List<Submission> submissions) {
    return sequencer.store(submissions);
  }

  @Override
  public Cursor probe() {
    return sequencer.probe();
  }

  @Override
  public Reading read(Cursor after, TopicFilters filters, int limit, int bytes) {
    return readers.read(() -> readBehind(after, filters, limit, bytes));
  }

  /// The floor is looked at last: what was dropped while we read is then seen to be gone.
  private Reading readBehind(Cursor after, TopicFilters filters, int limit, int bytes)
      throws RocksDBException {
    if (!holds(after)) {
      return readGap();
    }
    var tip = sequencer.tip();
    try {
      var page = new LogReader(directory.store(), after, tip, filters, limit, bytes).read();
      return after.isBefore(floor()) ? readGap() : page;
    } catch (RocksDBException e) {
      if (after.isBefore(floor())) {
        return readGap();
      }
      throw e;
    }
  }

  @Override
  public Newest newest(TopicFilters filters, Cursor asOf, @Nullable Topic behind) {
    return readers.read(() -> new NewestFinder(directory.store(), filters, asOf).find(behind));
  }

  @Override
  public KeptTopics topics(@Nullable Topic behind, @Nullable KeptTopic begun, int limit) {
    return readers.read(() -> new TopicCounter(directory.store(), limit).count(behind, begun));
  }

  @Override
  public Reading.Page events(List<Cursor> ids, int bytes) {
    return readers.read(() -> readEvents(ids, bytes));
  }

  private Reading.Page readEvents(List<Cursor> ids, int most) throws RocksDBException {
    var events = new ArrayList<StoredEvent>(ids.size());
    var bytes = 0L;
    for (var id : ids) {
      var event = directory.store().event(id);
      if (event.isPresent()) {
        events.add(event.get());
        bytes += event.get().size();
      } else if (id.isAfter(floor())) {
        throw RocksDbStore.damaged("event " + id + " is not where it should be");
      }
      if (bytes > most) {
        return new Reading.Page(events, id);
      }
    }
    return new Reading.Page(events, ids.getLast());
  }

  @Override
  public Reading.Gap gap() {
    return readers.read(this::readGap);
  }

  private Reading.Gap readGap() throws RocksDBException {
    var resumed = floor();
    try (var scan = directory.store().orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(resumed)));
      return new Reading.Gap(resumed, scan.isValid() ? StoredForm.id(scan.key()) : resumed);
    }
  }

  @Override
  public Cursor before(Instant time) {
    var boundary = Cursor.firstMillisecond(time);
    if (boundary <= floor().time()) {
      return floor();
    }
    return readers.read(
        () -> {
          try (var scan = directory.store().orderScan()) {
            scan.seekBefore(StoredForm.idKey(new Cursor(boundary, 0)));
            return scan.isValid() ? StoredForm.id(scan.key()).orLater(floor()) : floor();
          }
        });
  }

  @Override
  public Cursor tip() {
    return sequencer.tip();
  }

  @Override
  public Cursor floor() {
    return sequencer.floor();
  }

  @Override
  public boolean holds(Cursor place) {
    var isOfALostLog = place.isAfter(found) && place.isBefore(resumed);
    return !isOfALostLog && EventLog.super.holds(place);
  }

  @Override
  public void follow(Follower follower) {
    var begun = new Tail(this, follower);
    begun.start();
    tail = begun;
    sequencer.tellTo(begun);
  }

  @Override
  public boolean isLingering() {
    var begun = tail;
    return begun != null && begun.isLingering();
  }

  @Override
  public Optional<String> failure() {
    return sequencer.failure();
  }

  @Override
  public Optional<LogSize> size() {
    var state = sequencer.state();
    return Optional.of(new LogSize(state.events(), state.bytes(), oldest(state)));
  }

  private @Nullable Cursor oldest(LogState state) {
    if (state.events() == 0) {
      return null;
    }
    try {
      return gap().oldest();
    } catch (ProblemException _) {
      return null; // whoever reads events is told so
    }
  }

  @Override
  public LogClock clock() {
    return clock;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  /// How many idempotency keys are kept.
  long keys() {
    return sequencer.keys();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      sequencer.close();
      readers.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (tail != null) {
      tail.stop();
    }
    directory.close();
  }
}
