package dev.tidings.broadcast;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Visits the subscribers for whom there is news, one after another, so that a delivery costs no
/// switch of threads.
///
/// One virtual thread at a time is on duty. A visit to a client whose buffers are full blocks; the
/// thread is then relieved by another, finishes the visit whenever the client lets it, and goes. So
/// a slow client holds the others up for the moment that it takes to notice, once.
///
/// Thread-safe.
final class Lane {

  /// Visits until the next cohort has its turn: a topic with many subscribers is not to keep a
  /// topic with few waiting.
  private static final int TURN = 16;

  /// Visits until other virtual threads have theirs, such as those that take requests in.
  private static final int STRETCH = 4;

  private static final long RELIEVED = -1;

  private final Queue<Cohort> ready = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Shift> onDuty = new AtomicReference<>();
  private final Runnable begun;

  /// @param begun is run whenever a thread goes on duty after there was none; must not block
  Lane(Runnable begun) {
    this.begun = begun;
  }

  /// Takes a cohort that has news and is not in here.
  void add(Cohort cohort) {
    ready.add(cohort);
    if (isIdle()) {
      var shift = new Shift();
      if (goesOnDuty(shift)) {
        Thread.startVirtualThread(shift);
      }
    }
  }

  private boolean goesOnDuty(Shift shift) {
    var goes = onDuty.compareAndSet(null, shift);
    if (goes) {
      begun.run();
    }
    return goes;
  }

  boolean isIdle() {
    return onDuty.get() == null;
  }

  /// To be called every few milliseconds, by one thread: relieves whoever is in the same visit as
  /// the last time.
  ///
  /// @return whether somebody was
  boolean relieveIfStuck() {
    var shift = onDuty.get();
    if (shift == null || !shift.isRelieved()) {
      return false;
    }
    var unfinished = shift.serving;
    if (unfinished != null) {
      ready.add(unfinished);
    }
    var relief = new Shift();
    onDuty.set(relief);
    Thread.startVirtualThread(relief);
    return true;
  }

  /// One thread's time on duty.
  private final class Shift implements Runnable {

    /// Odd during a visit, even between two, [#RELIEVED] at the end.
    private final AtomicLong progress = new AtomicLong();

    private final LastRun memory = new LastRun();

    // Touched only by the thread that looks for who is stuck.
    private long lastSeen;

    // Written by this thread between two visits; read by whoever relieves it.
    private @Nullable Cohort serving;

    @Override
    public void run() {
      do {
        for (var cohort = ready.poll(); cohort != null; cohort = ready.poll()) {
          if (!serve(cohort)) {
            return;
          }
        }
        serving = null;
        memory.forget();
        onDuty.set(null);
      } while (!ready.isEmpty() && goesOnDuty(this));
    }

    /// @return false if somebody else is on duty by now
    private boolean serve(Cohort cohort) {
      serving = cohort;
      for (int i = 0; i < TURN; i++) {
        var subscriber = cohort.next();
        if (subscriber == null) {
          return true;
        }
        if (!visit(subscriber)) {
          subscriber.markSlow();
          return false;
        }
      }
      ready.add(cohort);
      return true;
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it; virtual threads have no slices
    private boolean visit(Subscriber subscriber) {
      var before = progress.get();
      if (before / 2 % STRETCH == STRETCH - 1) {
        Thread.yield();
      }
      progress.set(before + 1);
      subscriber.visit(memory);
      return progress.compareAndSet(before + 1, before + 2);
    }

    private boolean isRelieved() {
      var seen = progress.get();
      var isStuck = seen == lastSeen && seen % 2 == 1;
      lastSeen = seen;
      return isStuck && progress.compareAndSet(seen, RELIEVED);
    }
  }
}
