package dev.tidings.redis;

import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Intake;
import dev.tidings.log.Receipt;
import dev.tidings.log.Retention;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// The one thread of this node that writes: it takes all that publishers have handed in meanwhile,
/// and has Redis store it in one step. It also keeps to the retention, and finds its way back when
/// Redis was away.
///
/// Thread-safe.
final class Writer {

  private static final System.Logger LOG = System.getLogger(Writer.class.getName());

  private static final Duration TICK = Duration.ofSeconds(1);

  /// For room among those who wait. When Redis is away they are all refused, which makes room.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration TRY_AGAIN = Duration.ofMillis(100);

  private final RedisConfig config;
  private final Primary primary;
  private final Known known;
  private final Beginning beginning;
  private final Retention retention;
  private final IdempotencyConfig idempotency;
  private final Sign sign;

  private final Intake<Handed> orders =
      new Intake<>(PATIENCE, () -> this.failure != null, Links::unavailable);

  private final Thread thread =
      Thread.ofPlatform().daemon().name("log-writer").unstarted(this::write);

  // Touched by the writer only.
  private @Nullable Link link;
  private long lastTick = System.nanoTime() - TICK.toNanos();

  private volatile @Nullable String failure;
  private volatile long failingSince;

  Writer(
      RedisConfig config,
      Primary primary,
      Known known,
      Beginning beginning,
      Retention retention,
      IdempotencyConfig idempotency,
      Sign sign) {
    this.config = config;
    this.primary = primary;
    this.known = known;
    this.beginning = beginning;
    this.retention = retention;
    this.idempotency = idempotency;
    this.sign = sign;
  }

  /// Of life, which this node gives each second.
  interface Sign {
    void give(Link link) throws RedisException;
  }

  void start() {
    thread.start();
  }

  /// Refuses everything until Redis is there. Before the start.
  void beginFailing(RedisException reason) {
    failingSince = System.nanoTime();
    failure = String.valueOf(reason.getMessage());
  }

  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /// For how long nothing could be written; zero if it can be.
  Duration failing() {
    return failure == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - failingSince);
  }

  /// Has something stored and waits for it.
  ///
  /// @throws ProblemException if it was not stored, as far as anybody knows
  List<Receipt> store(Handed order) {
    try (var _ = orders.takeIn(order)) {
      return order.await();
    }
  }

  /// Has something stored, for which the caller waits later.
  ///
  /// @throws ProblemException if nothing can be stored at present
  void hand(Handed order) {
    orders.hand(order);
  }

  // ---- the writer's thread

  private void write() {
    while (!orders.isOver()) {
      write(orders.next(failure == null ? TICK : TRY_AGAIN));
    }
    orders.end();
    disconnect();
  }

  private void write(List<Handed> batch) {
    try {
      if (failure != null) {
        orders.refuse(batch, "the event log takes no events at present");
        recover();
      } else {
        if (!batch.isEmpty()) {
          commit(batch);
        }
        tick();
      }
    } catch (RedisException | RuntimeException | Error e) {
      // An Error as well: without this thread every publisher would wait for ever.
      fail(e);
      orders.refuse(batch, "the event log could not write");
      orders.refuseAll("the event log takes no events at present");
    }
  }

  private void commit(List<Handed> batch) throws RedisException {
    connected().checkCurrent();
    var reply = submit(batch);
    if (Reply.text(reply.getFirst()).equals("generation")) {
      // The log is another one than a moment ago: who reads will find out what that means.
      beginning.with(connected());
      reply = submit(batch);
    }
    if (!Reply.text(reply.getFirst()).equals("ok")) {
      throw new IllegalStateException("the log has changed twice");
    }
    // Who was stopped for a while, and is none any more, takes events all the same.
    connected().checkCurrent();
    known.see(Reply.cursor(reply.get(1)));
    if (!areReplicated()) {
      // It is stored, but not as safely as was asked for.
      orders.refuse(batch, "too few replicas have it");
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).acknowledge(Reply.list(reply.get(2 + i)));
    }
  }

  private List<?> submit(List<Handed> batch) throws RedisException {
    var arguments = new ArrayList<byte[]>();
    arguments.add(beginning.now());
    arguments.add(Reply.bytes(known.generation()));
    addBounds(arguments);
    arguments.add(Reply.bytes(batch.size()));
    batch.forEach(order -> arguments.addAll(order.arguments()));
    return Reply.list(connected().run(Script.SUBMIT, arguments));
  }

  private void addBounds(List<byte[]> arguments) {
    arguments.add(Reply.bytes(idempotency.window().toMillis()));
    arguments.add(Reply.bytes(idempotency.maxKeys()));
    arguments.add(Reply.bytes(retention.maxAge().toMillis()));
    arguments.add(Reply.bytes(retention.maxEvents()));
    arguments.add(Reply.bytes(retention.maxBytes()));
  }

  private boolean areReplicated() throws RedisException {
    if (config.waitReplicas() == 0) {
      return true;
    }
    var patience = config.timeout().toMillis() / 2;
    var have =
        connected().call(Command.WAIT, Reply.bytes(config.waitReplicas()), Reply.bytes(patience));
    return have instanceof Long count && count >= config.waitReplicas();
  }

  private void tick() throws RedisException {
    var now = System.nanoTime();
    if (now - lastTick < TICK.toNanos()) {
      return;
    }
    lastTick = now;
    sign.give(connected());
    // Once at least, however many wait: who is always busy would never tidy up.
    while (tidied() && orders.isEmpty() && !orders.isClosed()) {
      // nobody is waiting, so the rest can go as well
    }
  }

  /// Whether there may be more to drop.
  private boolean tidied() throws RedisException {
    var arguments = new ArrayList<byte[]>();
    arguments.add(beginning.now());
    arguments.add(beginning.pause());
    addBounds(arguments);
    return connected().run(Script.TIDY, arguments) instanceof Long left && left == 1;
  }

  private Link connected() throws RedisException {
    var open = link;
    if (open == null) {
      open = primary.open();
      link = open;
      beginning.with(open);
    }
    return open;
  }

  private void disconnect() {
    if (link != null) {
      link.close();
      link = null;
    }
  }

  private void fail(Throwable e) {
    disconnect();
    if (failure == null) {
      LOG.log(System.Logger.Level.ERROR, "the event log takes no events: {0}", e.getMessage());
      failingSince = System.nanoTime();
    }
    failure = String.valueOf(e.getMessage());
  }

  /// Writes what changes nothing, so that also a Redis that is there and takes no writes is seen.
  private void recover() {
    try {
      commit(List.of());
      failure = null;
      LOG.log(System.Logger.Level.INFO, "the event log takes events again");
    } catch (RedisException | RuntimeException e) {
      fail(e);
    }
  }

  // ---- the end

  /// Stores what was handed in, and then takes no more.
  void close() throws InterruptedException {
    orders.close();
    thread.interrupt();
    thread.join(config.timeout().multipliedBy(3));
  }
}
