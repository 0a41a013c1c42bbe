package dev.tidings.redis;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The few connections that are shared by all who ask Redis for something now and then.
/// Thread-safe.
final class Links implements AutoCloseable {

  private static final int MOST = 4;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Primary primary;
  private final Duration timeout;
  private final Semaphore free = new Semaphore(MOST);
  private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();

  /// When Redis was found to be away, so that not everybody waits to find out; in nanoseconds.
  private volatile long awayUntil = System.nanoTime();

  private volatile boolean closed;

  Links(Primary primary, Duration timeout) {
    this.primary = primary;
    this.timeout = timeout;
  }

  /// What somebody wants to know of Redis.
  interface Task<T> {
    T run(Link link) throws RedisException;
  }

  static ProblemException unavailable(String detail) {
    return new Problem.Unavailable(detail, RETRY_AFTER).asException();
  }

  /// Runs a task that may be repeated, which happens if a connection has been cut meanwhile.
  ///
  /// @throws ProblemException with [Problem.Unavailable] if Redis is away or refuses
  <T> T use(Task<T> task) {
    if (closed) {
      throw unavailable("the hub is stopping");
    }
    if (System.nanoTime() - awayUntil < 0) {
      throw unavailable("the event log cannot be reached at present");
    }
    try {
      if (!free.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable("the event log is busy");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unavailable("the hub is stopping");
    }
    try {
      return withOneThatWorks(task);
    } catch (RedisException e) {
      awayUntil = System.nanoTime() + Duration.ofMillis(100).toNanos();
      throw unavailable("the event log cannot be reached at present");
    } finally {
      free.release();
    }
  }

  private <T> T withOneThatWorks(Task<T> task) throws RedisException {
    for (var link = idle.poll(); link != null; link = idle.poll()) {
      try {
        link.checkCurrent();
        var result = task.run(link);
        idle.push(link);
        return result;
      } catch (RedisException _) {
        link.close(); // perhaps cut long ago
      }
    }
    var link = primary.open();
    try {
      var result = task.run(link);
      idle.push(link);
      return result;
    } catch (RedisException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    for (var link = idle.poll(); link != null; link = idle.poll()) {
      link.close();
    }
  }
}
