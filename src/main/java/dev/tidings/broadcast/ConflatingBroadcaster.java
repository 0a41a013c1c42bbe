package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Serves subscribers that want of one topic's events within an interval only the newest.
///
/// Events are held back, a newer one in the place of the older of its topic, and handed on in one
/// go when the interval is over that began with the last such time; after a quiet time at once, but
/// for a moment, so that what is published together comes together. So its subscribers are as any
/// others, and nobody is visited in between, whatever happens.
///
/// What is held back counts in the [Window] as what hangs in chains does. What the window drops
/// before it was handed on, the subscribers read from the log.
final class ConflatingBroadcaster extends TopicBroadcaster {

  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final int MOST_MOMENTS = 20;

  /// Runs tasks when they are due, one at a time with whatever else [FanOut] does under its lock.
  interface Timer {

    Future<?> after(Duration delay, Runnable task);
  }

  private final FanOut fanOut;
  private final Duration interval;
  private final Timer timer;

  // Guarded by the fan-out's lock. In the order of ids.
  private final Map<Topic, Frame> held = new LinkedHashMap<>();
  private boolean hasHole;
  private long lastTime;
  private @Nullable Future<?> nextTime;
  private @Nullable Cursor goal;
  private int moments;

  // Written under the fan-out's lock.
  private volatile boolean isHolding;
  private volatile Cursor handedOn;

  ConflatingBroadcaster(
      FanOut fanOut, Lanes lanes, Audience audience, Cursor covered, Timer timer) {
    super(fanOut, lanes, audience, covered);
    this.fanOut = fanOut;
    this.interval = audience.conflation();
    this.timer = timer;
    this.handedOn = covered;
    this.lastTime = System.nanoTime() - interval.toNanos();
  }

  @Override
  void take(Frame frame) {
    // Removed first, so that it comes behind all that are older.
    if (held.remove(frame.topic()) != null) {
      fanOut.tally().conflated(size());
    }
    held.put(frame.topic(), frame);
    isHolding = true;
    if (nextTime == null) {
      nextTime = timer.after(untilNextTime(), this::handOn);
    }
  }

  /// Events gather here anyway.
  @Override
  int newVisits(long round) {
    return 0;
  }

  private Duration untilNextTime() {
    var left = interval.minusNanos(System.nanoTime() - lastTime);
    var moment = MOMENT.compareTo(interval) < 0 ? MOMENT : interval;
    return left.compareTo(moment) < 0 ? moment : left;
  }

  private void handOn() {
    if (isBehind()) {
      nextTime = timer.after(MOMENT, this::handOn);
      return;
    }
    nextTime = null;
    goal = null;
    lastTime = System.nanoTime();
    if (hasHole) {
      restart(fanOut.position());
      return;
    }
    held.values().forEach(chain()::append);
    held.clear();
    allIsHandedOn(fanOut.position());
    news();
  }

  /// Whether something was stored by the time it was time, and is on its way here: the rest of a
  /// batch, as a rule. Not for ever, as there are places in the log at which there is nothing.
  private boolean isBehind() {
    if (goal == null) {
      goal = fanOut.tip();
      moments = 0;
    }
    return fanOut.position().isBefore(goal) && !fanOut.isLingering() && moments++ < MOST_MOMENTS;
  }

  private void allIsHandedOn(Cursor place) {
    hasHole = false;
    handedOn = place;
    isHolding = false;
  }

  /// The position is read first: if nothing is held back then, all up to there is in the chain.
  @Override
  Cursor reached() {
    var position = super.reached();
    return isHolding ? handedOn : position;
  }

  @Override
  void drop(Frame frame) {
    if (held.remove(frame.topic(), frame)) {
      hasHole = true;
    } else if (chain().isOldest(frame)) {
      super.drop(frame);
    }
  }

  @Override
  void restart(Cursor covered) {
    held.clear();
    super.restart(covered);
    allIsHandedOn(covered);
  }

  @Override
  void end() {
    if (nextTime != null) {
      nextTime.cancel(false);
    }
    held.clear();
  }
}
