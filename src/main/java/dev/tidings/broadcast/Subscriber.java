package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.log.EventLog;
import dev.tidings.log.Reading;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One open stream: a cursor, and the line that what lies behind it is written to.
///
/// Thread-safe. Anybody may wake it; whoever finds it waiting starts a virtual thread that drains,
/// and whoever finds it draining leaves word that there is more. So one thread at a time writes,
/// and nothing is missed.
public final class Subscriber {

  private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());
  private static final int BYTES_WRITTEN_AT_ONCE = 64 << 10;
  private static final int SLICE = 16 << 10;
  private static final long NOT_WRITING = 0;

  private enum Activity {
    WAITING,
    DRAINING,
    /// Draining, or about to, and there is more.
    WOKEN,
    ENDED
  }

  private final String id;
  private final Subscription subscription;
  private final StreamConfig config;
  private final FanOut fanOut;
  private final TopicBroadcaster broadcaster;
  private final Line line;
  private final Instant since = Instant.now();

  private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.DRAINING);
  private final AtomicReference<@Nullable Departure> departure = new AtomicReference<>();
  private volatile long lastWrite = System.nanoTime();
  private volatile long writingSince = NOT_WRITING;
  private volatile boolean heartbeatIsDue;
  private volatile Duration retryAtEnd;

  // Touched only by the thread that drains.
  private Cursor cursor;
  private Chain.@Nullable Link place;
  private final Replay replay;
  private @Nullable Throwable failure;
  private long events;

  Subscriber(
      String id,
      Subscription subscription,
      StreamConfig config,
      EventLog log,
      FanOut fanOut,
      TopicBroadcaster broadcaster,
      Line line) {
    this.id = id;
    this.subscription = subscription;
    this.config = config;
    this.fanOut = fanOut;
    this.broadcaster = broadcaster;
    this.line = line;
    this.cursor = subscription.start();
    this.replay = new Replay(log, subscription.filters());
    this.retryAtEnd = config.retry();
  }

  public String id() {
    return id;
  }

  Line line() {
    return line;
  }

  TopicBroadcaster broadcaster() {
    return broadcaster;
  }

  /// Sends all that is behind the cursor, on the calling thread; from then on the stream lives by
  /// itself. Called once, after the opening block.
  public void open() {
    var lost = subscription.lostPlace();
    if (lost != null) {
      try {
        send(Notice.gap(lost.requested(), lost.oldest()));
      } catch (IOException e) {
        fail(e);
      }
    }
    drain();
  }

  /// There may be something to do. Never blocks.
  void wake() {
    while (true) {
      switch (activity.get()) {
        case WAITING -> {
          if (activity.compareAndSet(Activity.WAITING, Activity.WOKEN)) {
            Thread.startVirtualThread(this::drain);
            return;
          }
        }
        case DRAINING -> {
          if (activity.compareAndSet(Activity.DRAINING, Activity.WOKEN)) {
            return;
          }
        }
        case WOKEN, ENDED -> {
          return;
        }
      }
    }
  }

  /// Ends the stream, with a word to the client if there is still somebody to tell. The first
  /// reason counts. Never blocks.
  public void end(Departure reason) {
    end(reason, config.retry());
  }

  /// @param retry when the client should come back, at the earliest
  void end(Departure reason, Duration retry) {
    if (departure.compareAndSet(null, reason)) {
      retryAtEnd = retry;
      wake();
    }
  }

  /// Breaks the connection of a client that does not even take its farewell.
  void cut() {
    line.cut();
  }

  /// Looks at the clock: is a heartbeat due, the token's end reached, or a write stuck?
  ///
  /// @param nanoTime of now
  void pulse(long nanoTime, Instant now) {
    var began = writingSince;
    if (began != NOT_WRITING) {
      if (nanoTime - began > config.writeTimeout().toNanos()) {
        end(Departure.SLOW);
        line.cut();
      }
      return;
    }
    var end = subscription.end();
    if (end != null && !now.isBefore(end)) {
      end(Departure.EXPIRED);
    } else if (nanoTime - lastWrite >= config.heartbeat().toNanos()) {
      heartbeatIsDue = true;
      wake();
    }
  }

  // ---- the draining thread

  private void drain() {
    do {
      activity.set(Activity.DRAINING);
      try {
        while (departure.get() == null && deliverSome()) {
          // until nothing is left behind the cursor
        }
        beat();
      } catch (IOException e) {
        fail(e);
      } catch (ProblemException _) {
        departure.compareAndSet(null, Departure.UNAVAILABLE);
      }
      var reason = departure.get();
      if (reason != null) {
        finish(reason);
        return;
      }
    } while (!activity.compareAndSet(Activity.DRAINING, Activity.WAITING));
  }

  /// @return false if nothing is left behind the cursor
  private boolean deliverSome() throws IOException {
    // Taken first: all that had been fanned out by now is in the chain that is looked at next.
    var reached = fanOut.position();
    var from = place == null ? broadcaster.chain().at(cursor).orElse(null) : place;
    var run = from == null ? null : Chain.read(from, cursor, BYTES_WRITTEN_AT_ONCE).orElse(null);
    if (run == null) {
      place = null;
      return deliverFromLog();
    }
    place = run.end();
    replay.pause();
    if (run.frames().isEmpty()) {
      cursor = cursor.orLater(reached);
      return false;
    }
    deliver(run.frames());
    return true;
  }

  private boolean deliverFromLog() throws IOException {
    switch (replay.read(cursor)) {
      case Reading.Page(var page, var through) -> {
        if (!page.isEmpty()) {
          var count = page.size();
          send(Frame.encoded(page));
          events += count;
        }
        cursor = cursor.orLater(through);
      }
      case Reading.Gap(var floor, var oldest) -> {
        send(Notice.gap(cursor.toString(), oldest));
        cursor = floor;
      }
    }
    return true;
  }

  private void deliver(List<Frame> frames) throws IOException {
    send(Frame.joined(frames));
    cursor = frames.getLast().cursor();
    events += frames.size();
  }

  private void beat() throws IOException {
    if (heartbeatIsDue && departure.get() == null) {
      heartbeatIsDue = false;
      if (System.nanoTime() - lastWrite >= config.heartbeat().toNanos()) {
        send(Notice.heartbeat(cursor));
      }
    }
  }

  /// In slices, so that a client on a slow line is seen to take something now and then.
  private void send(byte[] bytes) throws IOException {
    try {
      for (int start = 0; start < bytes.length; start += SLICE) {
        writingSince = System.nanoTime() | 1;
        line.write(bytes, start, Math.min(SLICE, bytes.length - start));
      }
      lastWrite = System.nanoTime();
    } finally {
      writingSince = NOT_WRITING;
    }
  }

  private void fail(IOException e) {
    failure = e;
    departure.compareAndSet(null, Departure.GONE);
  }

  private void finish(Departure reason) {
    activity.set(Activity.ENDED);
    replay.pause();
    var told = failure == null && reason != Departure.GONE && reason != Departure.SLOW;
    if (told) {
      try {
        send(Notice.bye(reason, retryAtEnd));
      } catch (IOException e) {
        failure = e;
        told = false;
      }
    }
    fanOut.leave(this, failure);
    if (told) {
      line.close();
    } else {
      line.abandon();
    }
    LOG.log(
        System.Logger.Level.INFO,
        "stream ended id={0} subject={1} topics={2} reason={3} seconds={4} events={5} cursor={6}",
        id,
        subscription.subject(),
        subscription.filters(),
        reason.reason(),
        Long.toString(Duration.between(since, Instant.now()).toSeconds()),
        Long.toString(events),
        cursor);
  }
}
