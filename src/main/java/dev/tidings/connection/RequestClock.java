package dev.tidings.connection;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Looks after requests that take too long to arrive. One for all connections.
final class RequestClock {

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private RequestClock() {}

  private static ScheduledThreadPoolExecutor clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("request-clock").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /// @param action must not block
  static Future<?> in(long nanos, Runnable action) {
    return CLOCK.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }
}
