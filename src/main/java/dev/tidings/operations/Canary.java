package dev.tidings.operations;

import dev.tidings.event.Cursor;
import dev.tidings.log.EventLog;
import dev.tidings.log.Probed;
import dev.tidings.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Finds out whether an event that is written now would come out: sends a probe the events' way,
/// through the sequencer, the disk, the event bus and past the fan-out, and waits for it at the
/// end.
///
/// However often it is asked, it probes once a second at the most; those who ask meanwhile share
/// the finding.
@ApplicationScoped
public class Canary {

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EventLog log;

  private final ReentrantLock asking = new ReentrantLock();

  // Guarded by asking.
  private boolean finding;
  private long foundAt;
  private boolean asked;

  // Guarded by arriving.
  private final ReentrantLock arriving = new ReentrantLock();
  private final Condition arrived = arriving.newCondition();
  private Cursor last = Cursor.ORIGIN;

  @Inject
  public Canary(EventLog log) {
    this.log = log;
  }

  /// Behind the fan-out, which observes first.
  void probed(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) Probed probe) {
    arriving.lock();
    try {
      last = probe.place();
      arrived.signalAll();
    } finally {
      arriving.unlock();
    }
  }

  /// Blocks for [#PATIENCE] and the log's own patience at the most.
  boolean isAlive() {
    asking.lock();
    try {
      if (!asked || System.nanoTime() - foundAt > FRESH.toNanos()) {
        finding = comesThrough();
        foundAt = System.nanoTime();
        asked = true;
      }
      return finding;
    } finally {
      asking.unlock();
    }
  }

  private boolean comesThrough() {
    try {
      return arrives(log.probe());
    } catch (ProblemException _) {
      return false;
    }
  }

  private boolean arrives(Cursor place) {
    arriving.lock();
    try {
      var left = PATIENCE.toNanos();
      while (last.isBefore(place) && left > 0) {
        left = arrived.awaitNanos(left);
      }
      return !last.isBefore(place);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      arriving.unlock();
    }
  }
}
