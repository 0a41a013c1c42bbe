package dev.tidings.broadcast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// As many lanes as there are processors, and the watch that looks for those who are stuck.
/// Thread-safe.
final class Lanes {

  /// A visit that lasts for one to two ticks is stuck. They are short after one was: where one
  /// client stalls, others do as well, and each holds a lane up until it is seen.
  private static final Duration SHORT_TICK = Duration.ofMillis(2);

  private static final Duration LONG_TICK = Duration.ofMillis(10);

  /// Ticks without anything to do until the watch goes to sleep; waking it costs more than a few.
  private static final int QUIET = 2;

  private final List<Lane> lanes;
  private final AtomicInteger assigned = new AtomicInteger();
  private final Thread watch =
      Thread.ofPlatform().daemon().name("lane-watch").unstarted(this::watch);
  private volatile boolean asleep;

  Lanes(int count) {
    lanes = Stream.generate(() -> new Lane(this::wakeWatch)).limit(count).toList();
  }

  void start() {
    watch.start();
  }

  void stop() {
    watch.interrupt();
  }

  int count() {
    return lanes.size();
  }

  Lane lane(int number) {
    return lanes.get(number);
  }

  /// The number of the lane that serves the next subscriber.
  int assign() {
    return Math.floorMod(assigned.getAndIncrement(), lanes.size());
  }

  private void wakeWatch() {
    if (asleep) {
      LockSupport.unpark(watch);
    }
  }

  private void watch() {
    var quiet = 0;
    var tick = LONG_TICK;
    while (!Thread.currentThread().isInterrupted()) {
      quiet = areIdle() ? quiet + 1 : 0;
      if (quiet < QUIET) {
        LockSupport.parkNanos(this, tick.toNanos());
        tick = relievesAny() ? SHORT_TICK : longer(tick);
        continue;
      }
      asleep = true;
      // Whoever goes on duty from here on sees that the watch sleeps.
      if (areIdle()) {
        LockSupport.park(this);
      }
      asleep = false;
      quiet = 0;
    }
  }

  private boolean relievesAny() {
    var relieved = false;
    for (var lane : lanes) {
      relieved |= lane.relieveIfStuck();
    }
    return relieved;
  }

  private static Duration longer(Duration tick) {
    var longer = tick.plusNanos(tick.toNanos() / 4);
    return longer.compareTo(LONG_TICK) < 0 ? longer : LONG_TICK;
  }

  private boolean areIdle() {
    return lanes.stream().allMatch(Lane::isIdle);
  }
}
