package dev.tidings.proof;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// For what comes about in its own time.
final class Waiting {

  private static final long POLL_NANOS = 20_000_000;

  private Waiting() {}

  /// Waits for something that has to come.
  ///
  /// @throws IllegalStateException if it does not
  static void until(String what, Duration patience, BooleanSupplier condition) {
    if (!atMost(patience, condition)) {
      throw new IllegalStateException("not within " + patience + ": " + what);
    }
  }

  /// Waits for something that may not come.
  ///
  /// @return whether it has
  static boolean atMost(Duration patience, BooleanSupplier condition) {
    var end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /// Lets time pass.
  static void pass(Duration time) {
    atMost(time, () -> false);
  }
}
