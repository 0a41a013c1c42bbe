package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries what was stored to the follower, on a thread of its own, so that no publisher waits for
/// those who listen.
///
/// A cursor like any other: as long as the follower keeps up, events are handed over in memory;
/// when it has fallen too far behind for that, they are read from the log again. So the memory is
/// bounded and the writer never waits, not even when a listener publishes and waits for its own
/// event.
///
/// Between two rounds it lingers for as long as the follower wants: what is stored meanwhile goes
/// with the next, and nobody takes the trouble to wake it for that.
public final class Tail {

  private static final TopicFilters EVERYTHING = TopicFilters.of("**");
  private static final int MOST_WAITING = 16_384;
  private static final long MOST_CHARACTERS = 16L << 20;
  private static final int PAGE = 512;
  private static final System.Logger LOG = System.getLogger(Tail.class.getName());

  /// What is handed over: events, the place of a probe, or from where it goes on.
  private sealed interface Item {
    record Stored(TopicEvent event) implements Item {}

    record Probed(Cursor place) implements Item {}

    record Skipped(Cursor floor) implements Item {}
  }

  private final EventLog log;
  private final EventLog.Follower follower;

  // Guarded by lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Queue<Item> waiting = new ArrayDeque<>();
  private Cursor newest;
  private long characters;
  private boolean overflowed;
  private boolean lingering;

  /// The newest that came while the rest was being read from the log.
  private @Nullable Cursor behind;

  // Touched only by the tail's thread.
  private Cursor position;
  private boolean toldOfEvents;

  private final Thread thread = Thread.ofPlatform().name("log-tail").unstarted(this::run);

  public Tail(EventLog log, EventLog.Follower follower) {
    this(log, follower, log.tip());
  }

  /// @param place behind which it begins
  public Tail(EventLog log, EventLog.Follower follower, Cursor place) {
    this.log = log;
    this.follower = follower;
    this.newest = place;
    this.position = place;
  }

  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /// Has it begin by reading: something may have been stored since it was made, of which it was not
  /// told.
  public void beginByReading() {
    lock.lock();
    try {
      overflowed = true;
      wake();
    } finally {
      lock.unlock();
    }
  }

  public void stored(List<TopicEvent> events) {
    var more = events.stream().mapToLong(event -> event.data().length()).sum();
    lock.lock();
    try {
      newest = events.getLast().id();
      if (!overflowed
          && waiting.size() + events.size() <= MOST_WAITING
          && characters + more <= MOST_CHARACTERS) {
        characters += more;
        events.forEach(event -> waiting.add(new Item.Stored(event)));
      } else {
        overflowed = true;
      }
      wake();
    } finally {
      lock.unlock();
    }
  }

  /// A follower that has fallen behind is told of the newest probe alone, when it has caught up.
  public void probed(Cursor place) {
    lock.lock();
    try {
      if (overflowed) {
        behind = place;
      } else {
        waiting.add(new Item.Probed(place));
        wake();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Some of what comes next is not to be had any more. Who has fallen behind finds out by itself.
  ///
  /// @param floor from where telling goes on
  public void skipped(Cursor floor) {
    lock.lock();
    try {
      newest = newest.orLater(floor);
      if (!overflowed) {
        waiting.add(new Item.Skipped(floor));
      }
      wake();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    if (!lingering) {
      arrived.signal();
    }
  }

  public void stop() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        switch (next()) {
          case Item.Stored(var event) -> deliver(event);
          case Item.Probed(var place) -> follower.probed(place);
          case Item.Skipped(var floor) -> skip(floor);
          case null -> catchUp();
        }
      }
    } catch (InterruptedException _) {
      // stop() ends it
    }
  }

  /// Null if the rest has to be read from the log.
  private @Nullable Item next() throws InterruptedException {
    if (toldOfEvents && isToldOfAll()) {
      toldOfEvents = false;
      linger(follower.linger());
    }
    lock.lockInterruptibly();
    try {
      while (isIdle()) {
        arrived.await();
      }
      var item = waiting.poll();
      if (item instanceof Item.Stored(var event)) {
        characters -= event.data().length();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the follower is told of nothing now for no other reason than that it lingers.
  public boolean isLingering() {
    lock.lock();
    try {
      return lingering;
    } finally {
      lock.unlock();
    }
  }

  private boolean isIdle() {
    return waiting.isEmpty() && !overflowed;
  }

  private boolean isToldOfAll() {
    lock.lock();
    try {
      return isIdle();
    } finally {
      lock.unlock();
    }
  }

  private void linger(Duration pause) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      lingering = true;
      var left = pause.toNanos();
      while (left > 0) {
        left = arrived.awaitNanos(left);
      }
      lingering = false;
    } finally {
      lock.unlock();
    }
  }

  private void catchUp() throws InterruptedException {
    try {
      switch (log.read(position, EVERYTHING, PAGE)) {
        case Reading.Page(var events, var through) -> {
          events.forEach(event -> deliver(event.event()));
          position = through;
        }
        case Reading.Gap(var floor, _) -> {
          LOG.log(System.Logger.Level.ERROR, "listeners fell out of the retention at " + position);
          skip(floor);
        }
      }
      resumeHandingOver();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot read what is to be delivered, trying again", e);
      Thread.sleep(1000);
    }
  }

  private void skip(Cursor floor) {
    position = position.orLater(floor);
    follower.skipped(floor);
  }

  private void resumeHandingOver() {
    lock.lock();
    try {
      if (!position.isBefore(newest)) {
        overflowed = false;
        if (behind != null) {
          waiting.add(new Item.Probed(behind));
          behind = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// What was just caught up with may still be handed over as well, hence the look at the position.
  private void deliver(TopicEvent event) {
    if (event.id().isAfter(position)) {
      position = event.id();
      follower.stored(event);
      toldOfEvents = true;
    }
  }
}
