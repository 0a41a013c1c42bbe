package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// The embedded event log.
///
/// One writer thread is the sequencer: it takes all that publishers have handed in meanwhile, gives
/// ids, and commits it as one change (group commit). Reads run on a few platform threads, because a
/// native call holds the thread that carries a virtual one, and there are only as many of these as
/// cores.
///
/// When a write fails, publications are refused until one has worked again; reading goes on.
public final class RocksDbEventLog implements EventLog {

  private static final System.Logger LOG = System.getLogger(RocksDbEventLog.class.getName());

  private static final int MOST_WAITING = 8192;
  private static final int MOST_IN_A_BATCH = 1024;
  private static final int KIBIBYTES_WAITING = 32 << 10;
  private static final int TRIMMED_AT_ONCE = 2000;
  private static final int READERS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /// What the writer is asked for: to store a publication, or, without one, to probe.
  private static final class Order {

    private final @Nullable Publication publication;
    private final byte[] data;
    private final CompletableFuture<Cursor> place = new CompletableFuture<>();

    Order(@Nullable Publication publication) {
      this.publication = publication;
      this.data = publication == null ? new byte[0] : publication.data().getBytes(UTF_8);
    }
  }

  private final RocksDbConfig config;
  private final Retention retention;
  private final InstantSource clock;

  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Semaphore room = new Semaphore(KIBIBYTES_WAITING);
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().name("log-reader-", 0).daemon().factory());
  private final Thread writer = Thread.ofPlatform().name("log-writer").unstarted(this::write);

  /// Taken for reading by whoever uses the store, for writing by whoever replaces or closes it.
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  // Guarded by use.
  private @Nullable RocksDbStore store;

  // Written by the writer only.
  private volatile LogState state;
  private volatile Cursor floor;
  private volatile @Nullable String failure;
  private boolean unsynced;
  private Instant lastSync;
  private Instant lastTick;

  private volatile @Nullable Tail tail;
  private volatile boolean closing;
  private volatile boolean finished;

  private RocksDbEventLog(
      RocksDbConfig config, Retention retention, InstantSource clock, RocksDbStore store)
      throws RocksDBException {
    this.config = config;
    this.retention = retention;
    this.clock = clock;
    this.store = store;
    this.state = begunState(store, clock);
    this.floor = state.floor();
    this.lastSync = clock.instant();
    this.lastTick = Instant.MIN;
  }

  /// Opens the log, or makes it.
  ///
  /// @throws IllegalStateException with a message for the operator, if the directory cannot be used
  public static RocksDbEventLog open(
      RocksDbConfig config, Retention retention, InstantSource clock) {
    @Nullable RocksDbStore store = null;
    try {
      Files.createDirectories(config.directory());
      store = new RocksDbStore(config.directory(), config.syncsEach());
      var log = new RocksDbEventLog(config, retention, clock, store);
      log.writer.start();
      return log;
    } catch (IOException e) {
      throw new IllegalStateException(explanation(config, reason(config, e)), e);
    } catch (RocksDBException | IllegalStateException e) {
      if (store != null) {
        store.close();
      }
      throw new IllegalStateException(explanation(config, reason(e)), e);
    }
  }

  /// A log keeps where it began, so that an id of an earlier log is known to be none of its own.
  private static LogState begunState(RocksDbStore store, InstantSource clock)
      throws RocksDBException {
    var kept = store.state();
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

  private static String explanation(RocksDbConfig config, String reason) {
    return "tidings.log.directory %s %s".formatted(config.directory().toAbsolutePath(), reason);
  }

  private static String reason(RocksDbConfig config, IOException e) {
    return Files.exists(config.directory())
        ? "is not a directory"
        : "cannot be made (" + e.getMessage() + ")";
  }

  private static String reason(Exception e) {
    var message = String.valueOf(e.getMessage());
    if (e instanceof RocksDBException failure
        && failure.getStatus() != null
        && failure.getStatus().getCode() == Status.Code.Corruption) {
      return "holds a damaged log; restore it from a backup or move it away (" + message + ")";
    }
    if (message.contains("/LOCK")) {
      return "is in use by another process (" + message + ")";
    }
    return "cannot be used: " + message;
  }

  @Override
  public TopicEvent append(Publication publication) {
    return new TopicEvent(order(new Order(publication)), publication);
  }

  @Override
  public Cursor probe() {
    return order(new Order(null));
  }

  private Cursor order(Order order) {
    refuseIfFailing();
    var kibibytes = 1 + (order.data.length >> 10);
    try {
      if (!room.tryAcquire(kibibytes, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable("the log is busy");
      }
      try {
        if (!orders.offer(order, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw unavailable("the log is busy");
        }
        if (finished && orders.remove(order)) {
          // The writer has looked at the queue for the last time.
          throw unavailable("the hub is stopping");
        }
        return order.place.join();
      } finally {
        room.release(kibibytes);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unavailable("the hub is stopping");
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProblemException problem ? problem : e;
    }
  }

  private void refuseIfFailing() {
    if (closing) {
      throw unavailable("the hub is stopping");
    }
    if (failure != null) {
      throw unavailable("the event log takes no events at present");
    }
  }

  private static ProblemException unavailable(String detail) {
    return new Problem.Unavailable(detail, RETRY_AFTER).asException();
  }

  // ---- the writer's thread

  private void write() {
    while (!closing || !orders.isEmpty()) {
      write(nextBatch());
    }
    finished = true;
    refuse(drained(new ArrayList<>()), "the hub is stopping");
  }

  private void write(List<Order> batch) {
    try {
      if (failure != null && !recovered()) {
        refuse(batch, "the event log takes no events at present");
        return;
      }
      if (!batch.isEmpty()) {
        commit(batch);
      }
      tick();
    } catch (RocksDBException | RuntimeException | Error e) {
      // An Error as well: without this thread every publisher would wait for ever.
      fail(e);
      refuse(batch, "the event log could not write");
    }
  }

  private List<Order> nextBatch() {
    var batch = new ArrayList<Order>();
    try {
      var first = orders.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        batch.add(first);
        drained(batch);
      }
    } catch (InterruptedException _) {
      // close() asks for a last look; `closing` is set by then
    }
    return batch;
  }

  private List<Order> drained(List<Order> batch) {
    orders.drainTo(batch, MOST_IN_A_BATCH);
    return batch;
  }

  private Duration patience() {
    return unsynced && config.sync().compareTo(TICK) < 0 ? config.sync() : TICK;
  }

  private void commit(List<Order> batch) throws RocksDBException {
    var next = state;
    var places = new ArrayList<Cursor>(batch.size());
    try (var change = opened().change()) {
      for (var order : batch) {
        var id = next.tip().next(clock.instant());
        places.add(id);
        if (order.publication == null) {
          next = next.probed(id);
          continue;
        }
        var topic = order.publication.topic().utf8();
        change.put(
            StoredForm.idKey(id),
            StoredForm.orderValue(order.data.length, topic),
            StoredForm.topicKey(topic, id),
            StoredForm.body(order.publication, order.data));
        next = next.stored(id, order.data.length);
      }
      change.commit(next);
    }
    state = next;
    unsynced = !config.syncsEach();
    acknowledge(batch, places);
  }

  /// The publishers first, the listeners behind them.
  private void acknowledge(List<Order> batch, List<Cursor> places) {
    var stored = new ArrayList<TopicEvent>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      var publication = batch.get(i).publication;
      if (publication != null) {
        stored.add(new TopicEvent(places.get(i), publication));
      }
      batch.get(i).place.complete(places.get(i));
    }
    var follower = tail;
    if (follower == null) {
      return;
    }
    if (!stored.isEmpty()) {
      follower.stored(stored);
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).publication == null) {
        follower.probed(places.get(i));
      }
    }
  }

  private static void refuse(List<Order> batch, String detail) {
    var refusal = unavailable(detail);
    batch.forEach(order -> order.place.completeExceptionally(refusal));
  }

  private void tick() throws RocksDBException {
    var now = clock.instant();
    if (unsynced && (!now.isBefore(lastSync.plus(config.sync())) || now.isBefore(lastSync))) {
      opened().sync();
      unsynced = false;
      lastSync = now;
    }
    if (!now.isBefore(lastTick.plus(TICK)) || now.isBefore(lastTick)) {
      lastTick = now;
      while (trimmed(now) == TRIMMED_AT_ONCE && orders.isEmpty()) {
        // nobody is waiting, so the rest can go as well
      }
    } else if (retention.isExceededBy(state.events(), state.bytes())) {
      trimmed(now);
    }
  }

  /// Drops what is over the retention, up to [#TRIMMED_AT_ONCE] events.
  ///
  /// @return how many were dropped
  private int trimmed(Instant now) throws RocksDBException {
    var oldestKept = now.minus(retention.maxAge());
    var overfull = retention.isExceededBy(state.events(), state.bytes());
    var next = state;
    var dropped = 0;
    try (var change = opened().change();
        var scan = opened().orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(next.floor())));
      for (; scan.isValid() && dropped < TRIMMED_AT_ONCE; scan.next()) {
        var id = StoredForm.id(scan.key());
        var tooOld = id.instant().isBefore(oldestKept);
        var tooMany = overfull && !retention.isMetBy(next.events(), next.bytes());
        if (!tooOld && !tooMany) {
          break;
        }
        var value = scan.value();
        change.remove(scan.key(), StoredForm.topicKey(StoredForm.topicIn(value), id));
        next = next.dropped(id, StoredForm.sizeIn(value));
        dropped++;
      }
      if (dropped > 0) {
        // Before the change, so that no reader misses what is gone without seeing that it is gone.
        floor = next.floor();
        change.commit(next);
        state = next;
      }
    }
    return dropped;
  }

  private void fail(Throwable e) {
    if (failure == null) {
      LOG.log(System.Logger.Level.ERROR, explanation(config, "takes no events"), e);
    }
    failure = String.valueOf(e.getMessage());
  }

  /// Opens the store anew once there is room on the disk; RocksDB takes no write after one has
  /// failed.
  private boolean recovered() {
    var trial = config.directory().resolve("trial");
    try {
      Files.write(trial, new byte[1 << 20]);
      Files.delete(trial);
      reopen();
      failure = null;
      LOG.log(System.Logger.Level.INFO, explanation(config, "takes events again"));
      return true;
    } catch (IOException | RocksDBException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      pause();
      return false;
    }
  }

  private void pause() {
    try {
      Files.deleteIfExists(config.directory().resolve("trial"));
      Thread.sleep(TICK);
    } catch (IOException | InterruptedException _) {
      // the next round tries again
    }
  }

  /// Readers wait meanwhile. If it does not succeed they go on all the same, on what was stored.
  private void reopen() throws RocksDBException {
    use.writeLock().lock();
    try {
      if (store != null) {
        store.close();
        store = null;
      }
      try {
        store = opened(RocksDbStore.Opening.SPARINGLY);
      } catch (RocksDBException e) {
        store = opened(RocksDbStore.Opening.FOR_READING);
        throw e;
      }
      removeWhatWasRefused(store);
    } finally {
      use.writeLock().unlock();
    }
  }

  private RocksDbStore opened(RocksDbStore.Opening opening) throws RocksDBException {
    return new RocksDbStore(config.directory(), config.syncsEach(), opening);
  }

  /// A failed write may have reached the disk all the same.
  private void removeWhatWasRefused(RocksDbStore fresh) throws RocksDBException {
    try (var change = fresh.change();
        var scan = fresh.orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(state.tip())));
      for (; scan.isValid(); scan.next()) {
        var topic = StoredForm.topicIn(scan.value());
        change.remove(scan.key(), StoredForm.topicKey(topic, StoredForm.id(scan.key())));
      }
      change.commit(state);
    }
  }

  // ---- reading

  @Override
  public Reading read(Cursor after, TopicFilters filters, int limit) {
    return reading(() -> readBehind(after, filters, limit));
  }

  /// The floor is looked at last: what was dropped while we read is then seen to be gone.
  private Reading readBehind(Cursor after, TopicFilters filters, int limit)
      throws RocksDBException {
    var tip = state.tip();
    if (after.isBefore(floor) || after.isAfter(tip)) {
      return readGap();
    }
    try {
      var page = new LogReader(opened(), after, tip, filters, limit).read();
      return after.isBefore(floor) ? readGap() : page;
    } catch (RocksDBException e) {
      if (after.isBefore(floor)) {
        return readGap();
      }
      throw e;
    }
  }

  @Override
  public Reading.Gap gap() {
    return reading(this::readGap);
  }

  private Reading.Gap readGap() throws RocksDBException {
    var resumed = floor;
    try (var scan = opened().orderScan()) {
      scan.seek(StoredForm.behind(StoredForm.idKey(resumed)));
      return new Reading.Gap(resumed, scan.isValid() ? StoredForm.id(scan.key()) : resumed);
    }
  }

  @Override
  public Cursor before(Instant time) {
    var boundary = firstMillisecond(time);
    if (boundary <= floor.time()) {
      return floor;
    }
    return reading(
        () -> {
          try (var scan = opened().orderScan()) {
            scan.seekBefore(StoredForm.idKey(new Cursor(boundary, 0)));
            return scan.isValid() ? StoredForm.id(scan.key()).orLater(floor) : floor;
          }
        });
  }

  /// The first that begins at `time` or later; a time that has no number is as far as one can be.
  private static long firstMillisecond(Instant time) {
    try {
      return time.plusNanos(999_999).toEpochMilli();
    } catch (DateTimeException | ArithmeticException _) {
      return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  @Override
  public Cursor tip() {
    return state.tip();
  }

  @Override
  public Cursor floor() {
    return floor;
  }

  private <T> T reading(Callable<T> task) {
    try {
      return readers
          .submit(
              () -> {
                use.readLock().lock();
                try {
                  return task.call();
                } finally {
                  use.readLock().unlock();
                }
              })
          .get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unavailable("the hub is stopping");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      LOG.log(System.Logger.Level.ERROR, explanation(config, "could not be read"), e.getCause());
      throw unavailable("the event log cannot be read at present");
    } catch (RejectedExecutionException _) {
      throw unavailable("the hub is stopping");
    }
  }

  /// Used under the lock, or by the writer, who alone replaces it.
  private RocksDbStore opened() {
    if (store == null) {
      throw unavailable("the event log is closed");
    }
    return store;
  }

  // ---- life

  @Override
  public void follow(Follower follower) {
    var begun = new Tail(this, follower);
    begun.start();
    tail = begun;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    writer.interrupt();
    try {
      writer.join();
      readers.shutdown();
      readers.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (tail != null) {
      tail.stop();
    }
    use.writeLock().lock();
    try {
      if (store != null) {
        syncLast(store);
        store.close();
        store = null;
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private void syncLast(RocksDbStore last) {
    try {
      if (unsynced) {
        last.sync();
      }
    } catch (RocksDBException e) {
      LOG.log(System.Logger.Level.WARNING, explanation(config, "was not synced at the end"), e);
    }
  }
}
