package dev.tidings.log;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Where publishers hand in what a log's writer is to carry out, bounded in number and in memory.
/// Who finds no room waits for a while, and is refused then. Thread-safe.
///
/// @param <O> what is handed in
public final class Intake<O extends Intake.Order> {

  private static final int MOST_WAITING = 8192;
  private static final int KIBIBYTES_WAITING = 32 << 10;

  /// Beyond which the last order of a batch may go.
  private static final int MOST_IN_A_BATCH = 1024;

  private static final int KIBIBYTES_IN_A_BATCH = 4 << 10;

  private final Duration patience;
  private final BooleanSupplier isFailing;
  private final Function<String, ProblemException> refusal;

  private final BlockingQueue<O> orders = new ArrayBlockingQueue<>(MOST_WAITING);

  /// Fair, else small orders would pass a large one for as long as there are any.
  private final Semaphore room = new Semaphore(KIBIBYTES_WAITING, true);

  private volatile boolean closed;
  private volatile boolean ended;

  /// What is handed in.
  public interface Order {

    /// Of how many events it is; 1 at the least.
    int count();

    /// The memory that it takes, in KiB, rounded up for each of its events.
    int kibibytes();

    /// It will not be carried out.
    void refuse(ProblemException refusal);
  }

  /// What an order takes of the memory, until it is closed.
  public interface Room extends AutoCloseable {

    @Override
    void close();
  }

  /// @param patience for how long who hands in waits for room
  /// @param isFailing whether nothing can be carried out at present; everybody is refused then
  /// @param refusal what the log says, with [Problem.Unavailable], of a reason
  public Intake(
      Duration patience, BooleanSupplier isFailing, Function<String, ProblemException> refusal) {
    this.patience = patience;
    this.isFailing = isFailing;
    this.refusal = refusal;
  }

  // ---- the publishers' threads

  /// Hands an order in, once there is memory for it. The room is to be closed when it has been
  /// carried out.
  ///
  /// @throws ProblemException with [Problem.Unavailable] if it was not taken
  public Room takeIn(O order) {
    check();
    // One that takes more than there is takes all there is.
    var kibibytes = Math.min(order.kibibytes(), KIBIBYTES_WAITING);
    try {
      if (!room.tryAcquire(kibibytes, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw stopping();
    }
    try {
      hand(order);
    } catch (ProblemException e) {
      room.release(kibibytes);
      throw e;
    }
    return () -> room.release(kibibytes);
  }

  /// Hands an order in whose memory somebody else bounds.
  ///
  /// @throws ProblemException with [Problem.Unavailable] if it was not taken
  public void hand(O order) {
    check();
    try {
      if (!orders.offer(order, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw stopping();
    }
    if (ended && orders.remove(order)) {
      // The writer has looked for the last time.
      throw stopping();
    }
  }

  /// Lets whoever wants to hand in go on, or throws.
  ///
  /// @throws ProblemException with [Problem.Unavailable] if nothing is taken at present
  public void check() {
    if (closed) {
      throw stopping();
    }
    if (isFailing.getAsBoolean()) {
      throw refusal.apply("the event log takes no events at present");
    }
  }

  private ProblemException busy() {
    return refusal.apply("the log is busy");
  }

  private ProblemException stopping() {
    return refusal.apply("the hub is stopping");
  }

  // ---- the writer's thread

  /// Takes what there is, up to a bound, and waits for it if there is nothing.
  ///
  /// @return nothing if nothing came in time, or the thread was interrupted
  public List<O> next(Duration most) {
    try {
      var first = orders.poll(most.toMillis(), TimeUnit.MILLISECONDS);
      return first == null ? List.of() : batch(first);
    } catch (InterruptedException _) {
      // To have a last look; it is closed by then.
      return List.of();
    }
  }

  private List<O> batch(O first) {
    var batch = new ArrayList<O>();
    batch.add(first);
    var count = first.count();
    var kibibytes = first.kibibytes();
    while (count < MOST_IN_A_BATCH && kibibytes < KIBIBYTES_IN_A_BATCH) {
      var order = orders.poll();
      if (order == null) {
        break;
      }
      batch.add(order);
      count += order.count();
      kibibytes += order.kibibytes();
    }
    return batch;
  }

  /// Whether nobody waits at present.
  public boolean isEmpty() {
    return orders.isEmpty();
  }

  /// Refuses those that were taken out and could not be carried out.
  public void refuse(List<O> batch, String detail) {
    var problem = refusal.apply(detail);
    batch.forEach(order -> order.refuse(problem));
  }

  /// Refuses all who wait.
  public void refuseAll(String detail) {
    var waiting = new ArrayList<O>();
    orders.drainTo(waiting);
    refuse(waiting, detail);
  }

  // ---- the end

  /// Takes nothing from now on. What it has is still handed out.
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }

  /// Whether all has been handed out, but for who is just handing in.
  public boolean isOver() {
    return closed && orders.isEmpty();
  }

  /// The writer has had its last look: whoever comes now is refused.
  public void end() {
    ended = true;
    refuseAll("the hub is stopping");
  }
}
