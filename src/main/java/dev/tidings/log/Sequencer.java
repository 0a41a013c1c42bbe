package dev.tidings.log;

import static dev.tidings.log.LogDirectory.unavailable;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// The one thread that writes: it takes all that publishers have handed in meanwhile, gives ids,
/// and commits it as one change (group commit). It also keeps to the retention, and gets the log
/// going again after a write has failed.
///
/// Thread-safe.
final class Sequencer {

  private static final System.Logger LOG = System.getLogger(Sequencer.class.getName());

  private static final int MOST_WAITING = 8192;
  private static final int MOST_IN_A_BATCH = 1024;
  private static final int KIBIBYTES_WAITING = 32 << 10;
  private static final int TRIMMED_AT_ONCE = 2000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

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

  private final LogDirectory directory;
  private final RocksDbConfig config;
  private final Retention retention;
  private final InstantSource clock;

  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Semaphore room = new Semaphore(KIBIBYTES_WAITING);
  private final Thread writer = Thread.ofPlatform().name("log-writer").unstarted(this::write);

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

  /// @param begun what the log knew of itself when it was opened
  Sequencer(
      LogDirectory directory,
      RocksDbConfig config,
      Retention retention,
      InstantSource clock,
      LogState begun) {
    this.directory = directory;
    this.config = config;
    this.retention = retention;
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

  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /// Stores a publication and returns its place once it is durable.
  ///
  /// @throws ProblemException if it was not stored
  Cursor store(Publication publication) {
    return order(new Order(publication));
  }

  /// Takes the same way and leaves nothing behind.
  ///
  /// @throws ProblemException as [#store]
  Cursor probe() {
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
    try (var change = directory.store().change()) {
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
      directory.store().sync();
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
    try (var change = directory.store().change();
        var scan = directory.store().orderScan()) {
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
    closing = true;
    writer.interrupt();
    writer.join();
    try {
      if (unsynced) {
        directory.store().sync();
      }
    } catch (RocksDBException | ProblemException e) {
      LOG.log(System.Logger.Level.WARNING, directory.said("was not synced at the end"), e);
    }
  }
}
