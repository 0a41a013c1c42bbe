package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// Gives ids and writes, one change at a time.
///
/// A publisher that finds nobody writing commits its own order: to wake another thread and to be
/// woken by it costs more than the write. Where several come at once, the writer's thread takes all
/// that they have handed in meanwhile and commits it as one change (group commit). That thread also
/// keeps to the retention, and gets the log going again after a write has failed.
///
/// Thread-safe.
final class Sequencer {

  private static final System.Logger LOG = System.getLogger(Sequencer.class.getName());

  private static final String COULD_NOT_WRITE = "the event log could not write";

  private static final int TRIMMED_AT_ONCE = 2000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

  /// What a publisher writes itself; more is left to the writer, as a virtual thread keeps its
  /// carrier while it writes.
  private static final int KIBIBYTES_AT_ONCE = 64;

  /// For so long after publishers were in each other's way all hand in: together is cheaper then.
  private static final Duration CROWD = Duration.ofMillis(2);

  /// A write that takes longer than this is a disk that has trouble.
  private static final Duration QUICK = Duration.ofMillis(5);

  private final LogDirectory directory;
  private final RocksDbConfig config;
  private final Retention retention;
  private final IdempotencyConfig idempotency;
  private final KeyTrimmer keyTrimmer;
  private final FactTrimmer factTrimmer;
  private final InstantSource clock;

  private final Intake<Order> orders =
      new Intake<>(PATIENCE, () -> this.failure != null, LogDirectory::unavailable);

  private final Thread writer = Thread.ofPlatform().name("log-writer").unstarted(this::write);

  /// Held by whoever writes.
  private final ReentrantLock writing = new ReentrantLock();

  // Written under the lock.
  private volatile LogState state;
  private volatile Cursor floor;
  private volatile @Nullable String failure;
  private volatile boolean unsynced;
  private boolean quick = true;
  private Instant lastSync;
  private Instant lastTick;

  /// As [System#nanoTime] has it.
  private volatile long lastCrowded = System.nanoTime() - CROWD.toNanos();

  private volatile @Nullable Tail tail;

  /// @param begun what the log knew of itself when it was opened
  Sequencer(
      LogDirectory directory,
      RocksDbConfig config,
      Retention retention,
      IdempotencyConfig idempotency,
      InstantSource clock,
      LogState begun) {
    this.directory = directory;
    this.config = config;
    this.retention = retention;
    this.idempotency = idempotency;
    this.keyTrimmer = new KeyTrimmer(directory, idempotency, TRIMMED_AT_ONCE);
    this.factTrimmer = new FactTrimmer(directory, TRIMMED_AT_ONCE);
    this.clock = clock;
    this.state = begun;
    this.floor = begun.floor();
    this.lastSync = clock.instant();
    this.lastTick = Instant.MIN;
  }

  void start() {
    writer.start();
  }

  /// Names the one that is told of what is stored from now on.
  void tellTo(Tail listener) {
    tail = listener;
  }

  Cursor tip() {
    return state.tip();
  }

  Cursor floor() {
    return floor;
  }

  LogState state() {
    return state;
  }

  long keys() {
    return state.keys();
  }

  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /// Stores submissions, all or none but for repeats, and returns the receipts once all are
  /// durable.
  ///
  /// @throws ProblemException if they were not stored
  List<Receipt> store(List<Submission> submissions) {
    if (submissions.isEmpty()) {
      return List.of();
    }
    var order = Order.toStore(submissions);
    await(order);
    return order.receipts();
  }

  /// Takes the same way and leaves nothing behind.
  ///
  /// @throws ProblemException as [#store]
  Cursor probe() {
    return await(Order.toProbe());
  }

  /// Puts something into the ledger, and returns what is there once that is durable.
  ///
  /// @throws ProblemException as [#store]
  String note(Note note) {
    await(Order.toPut(note));
    return note.outcome();
  }

  private Cursor await(Order order) {
    orders.check();
    if (carriedOutAtOnce(order)) {
      return order.await();
    }
    try (var _ = orders.takeIn(order)) {
      return order.await();
    }
  }

  /// Unless somebody else writes, or there is more to do than to write.
  private boolean carriedOutAtOnce(Order order) {
    if (config.syncsEach() || order.kibibytes() > KIBIBYTES_AT_ONCE || !isItsTurn()) {
      return false;
    }
    try {
      if (orders.isClosed() || failure != null || !quick || !orders.isEmpty() || isOverfull()) {
        return false;
      }
      var alone = List.of(order);
      try {
        commit(alone);
      } catch (RocksDBException | RuntimeException | Error e) {
        fail(e);
        orders.refuse(alone, COULD_NOT_WRITE);
      }
      return true;
    } finally {
      writing.unlock();
    }
  }

  private boolean isItsTurn() {
    if (System.nanoTime() - lastCrowded < CROWD.toNanos()) {
      return false;
    }
    if (writing.tryLock()) {
      return true;
    }
    lastCrowded = System.nanoTime();
    return false;
  }

  private boolean isOverfull() {
    return retention.isExceededBy(state.events(), state.bytes())
        || idempotency.isExceededBy(state.keys());
  }

  // ---- the writer's thread

  private void write() {
    while (!orders.isOver()) {
      var batch = orders.next(patience());
      writing.lock();
      try {
        write(batch);
      } finally {
        writing.unlock();
      }
    }
    orders.end();
  }

  private void write(List<Order> batch) {
    try {
      if (failure != null && !recovered()) {
        orders.refuse(batch, "the event log takes no events at present");
        return;
      }
      if (!batch.isEmpty()) {
        commit(batch);
      }
      tick();
    } catch (RocksDBException | RuntimeException | Error e) {
      // An Error as well: without this thread every publisher would wait for ever.
      fail(e);
      orders.refuse(batch, COULD_NOT_WRITE);
    }
  }

  /// Until something has to be done even if nobody asks. What publishers store from now on has time
  /// for as long as it may stay unsynced.
  private Duration patience() {
    var untilSync =
        unsynced ? Duration.between(clock.instant(), lastSync.plus(config.sync())) : config.sync();
    return untilSync.compareTo(TICK) < 0 ? untilSync : TICK;
  }

  private void commit(List<Order> batch) throws RocksDBException {
    var began = System.nanoTime();
    var next = state;
    var places = new ArrayList<Cursor>(batch.size());
    var now = clock.instant();
    try (var change = directory.store().change()) {
      var keys = new SeenKeys(directory.store(), change, idempotency, now);
      var facts = new KnownFacts(directory.store(), change, now);
      for (var order : batch) {
        next = order.carryOut(next, change, keys, facts, now);
        places.add(next.tip());
      }
      if (!next.equals(state) || change.hasFacts()) {
        change.commit(next);
        state = next;
        unsynced = !config.syncsEach();
      }
    }
    quick = System.nanoTime() - began < QUICK.toNanos();
    acknowledge(batch, places);
  }

  /// The publishers first, the listeners behind them.
  private void acknowledge(List<Order> batch, List<Cursor> places) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).acknowledge(places.get(i));
    }
    var follower = tail;
    if (follower == null) {
      return;
    }
    var stored = batch.stream().flatMap(order -> order.stored().stream()).toList();
    if (!stored.isEmpty()) {
      follower.stored(stored);
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).isProbe()) {
        follower.probed(places.get(i));
      }
    }
  }

  private void tick() throws RocksDBException {
    var now = clock.instant();
    if (unsynced && (!now.isBefore(lastSync.plus(config.sync())) || now.isBefore(lastSync))) {
      directory.store().sync();
      unsynced = false;
      lastSync = now;
    }
    if (!now.isBefore(lastTick.plus(TICK)) || now.isBefore(lastTick)) {
      lastTick = now;
      while (trimmed(now) == TRIMMED_AT_ONCE && orders.isEmpty()) {
        // nobody is waiting, so the rest can go as well
      }
      while (trimmedKeys(now) && orders.isEmpty()) {
        // as above
      }
      while (factTrimmer.trim(state, now) && orders.isEmpty()) {
        // as above
      }
    } else if (retention.isExceededBy(state.events(), state.bytes())) {
      trimmed(now);
    } else if (idempotency.isExceededBy(state.keys())) {
      trimmedKeys(now);
    }
  }

  /// Drops keys that repeats are no longer known by, up to [#TRIMMED_AT_ONCE].
  ///
  /// @return whether there may be more of them
  private boolean trimmedKeys(Instant now) throws RocksDBException {
    var before = state;
    state = keyTrimmer.trim(before, now);
    return before.keys() - state.keys() >= TRIMMED_AT_ONCE;
  }

  /// Drops what is over the retention, up to [#TRIMMED_AT_ONCE] events.
  ///
  /// @return how many were dropped
  private int trimmed(Instant now) throws RocksDBException {
    var oldestKept = now.minus(retention.maxAge());
    var overfull = retention.isExceededBy(state.events(), state.bytes());
    var next = state;
    var dropped = new Dropped();
    try (var change = directory.store().change();
        var scan = directory.store().orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(next.floor())));
      for (; scan.isValid() && dropped.count() < TRIMMED_AT_ONCE; scan.next()) {
        var id = StoredForm.id(scan.key());
        var tooOld = id.instant().isBefore(oldestKept);
        var tooMany = overfull && !retention.isMetBy(next.events(), next.bytes());
        if (!tooOld && !tooMany) {
          break;
        }
        var value = scan.value();
        next = next.dropped(id, StoredForm.sizeIn(value));
        dropped.add(scan.key(), StoredForm.topicIn(value));
      }
      if (dropped.count() > 0) {
        // Before the change, so that no reader misses what is gone without seeing that it is gone.
        floor = next.floor();
        dropped.removeWith(change);
        change.commit(next);
        state = next;
      }
    }
    return dropped.count();
  }

  private void fail(Throwable e) {
    if (failure == null) {
      LOG.log(System.Logger.Level.ERROR, directory.said("takes no events"), e);
    }
    failure = String.valueOf(e.getMessage());
  }

  /// Opens the store anew once there is room on the disk; RocksDB takes no write after one has
  /// failed.
  private boolean recovered() {
    try {
      directory.tryToWrite();
      directory.reopen(state);
      failure = null;
      LOG.log(System.Logger.Level.INFO, directory.said("takes events again"));
      return true;
    } catch (IOException | RocksDBException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      pause();
      return false;
    }
  }

  private void pause() {
    try {
      Thread.sleep(TICK);
    } catch (InterruptedException _) {
      // the next round tries again
    }
  }

  // ---- the end

  /// Stores what was handed in, and then takes no more.
  void close() throws InterruptedException {
    orders.close();
    writer.interrupt();
    writer.join();
    writing.lock();
    try {
      if (unsynced) {
        directory.store().sync();
      }
    } catch (RocksDBException | ProblemException e) {
      LOG.log(System.Logger.Level.WARNING, directory.said("was not synced at the end"), e);
    } finally {
      writing.unlock();
    }
  }
}
