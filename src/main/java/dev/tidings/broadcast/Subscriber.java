package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import dev.tidings.limits.StreamPlaces;
import dev.tidings.log.EventLog;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/// One open stream: a cursor, and the line that what lies behind it is written to.
///
/// Thread-safe. Whoever comes to write and finds it waiting does so; whoever finds somebody writing
/// leaves word that there is more. So one thread at a time writes, and nothing is missed.
///
/// Who writes is, as a rule, the thread of its lane, on a visit. What may take long is done on a
/// virtual thread of its own, so that the lane can go on: what has to be read from the log, what is
/// written to a client that has been slow, and the end.
public final class Subscriber {

  private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());
  private static final int BYTES_WRITTEN_AT_ONCE = 64 << 10;
  private static final int SLICE = 16 << 10;

  /// So many writes in a row that did not wait for the client, and it is slow no more.
  private static final int QUICK_WRITES = 8;

  /// What a client whose stream was revoked gets to take what is being written to it.
  private static final long LAST_WRITE = Duration.ofSeconds(1).toNanos();

  private static final long QUICK = Duration.ofMillis(1).toNanos();
  private static final long NOT_WRITING = 0;

  /// A write that lasts so long waits for the client.
  private static final long STUCK = Duration.ofMillis(100).toNanos();

  private enum Activity {
    WAITING,
    DRAINING,
    /// Draining, or about to, and there is more.
    WOKEN,
    ENDED
  }

  private enum Delivered {
    /// All that was behind the cursor.
    ALL,
    /// As much as is written at once; there is more.
    SOME,
    /// Nothing: what is behind the cursor is not in memory.
    NOT_HELD
  }

  private static final AtomicReferenceFieldUpdater<Subscriber, Activity> ACTIVITY =
      AtomicReferenceFieldUpdater.newUpdater(Subscriber.class, Activity.class, "activity");

  private final String id;
  private final Subscription subscription;
  private final StreamConfig config;
  private final EventLog log;
  private final FanOut fanOut;
  private final TopicBroadcaster broadcaster;
  private final int lane;
  private final Line line;
  private final StreamPlaces.Place taken;
  private final Words words;

  /// Null for a stream, which goes on after something was sent.
  private final @Nullable Answer answer;

  private final Instant since = Instant.now();

  /// Renewed only under this, so that what has ended is not.
  private final Tenure tenure;

  // No atomic references: each would be one more object to fetch for a delivery, and where
  // thousands of streams are visited in turn, that is what a visit costs.
  private volatile Activity activity = Activity.DRAINING;
  private volatile @Nullable Departure departure;
  private volatile long lastWrite = System.nanoTime();
  private volatile long writingSince = NOT_WRITING;
  private volatile boolean heartbeatIsDue;
  private volatile boolean noticeIsDue;

  private volatile boolean slow;
  private volatile Duration retryAtEnd;

  // Touched only by the thread that drains; but the cursor may be looked at by any, which then
  // perhaps see one from a moment ago.
  private Cursor cursor;
  private Chain.@Nullable Link place;

  /// As long as what comes next is not in memory.
  private @Nullable Backlog backlog;

  /// It has not been given all of the snapshot that it began with.
  private boolean firstIsDue;

  private @Nullable Throwable failure;
  private long events;
  private long bytes;
  private int quickWrites;

  /// What lay behind the cursor that it came with has been written.
  private boolean caughtUp;

  Subscriber(
      String id,
      Subscription subscription,
      StreamConfig config,
      EventLog log,
      FanOut fanOut,
      TopicBroadcaster broadcaster,
      int lane,
      Line line,
      StreamPlaces.Place taken) {
    this.id = id;
    this.subscription = subscription;
    this.config = config;
    this.log = log;
    this.fanOut = fanOut;
    this.broadcaster = broadcaster;
    this.lane = lane;
    this.line = line;
    this.taken = taken;
    this.answer = line instanceof Answer poll ? poll : null;
    this.words = answer == null ? subscription.audience().encoding().words() : answer;
    this.cursor = subscription.beginning().cursor();
    var asOf = subscription.beginning().snapshot();
    this.firstIsDue = asOf != null;
    this.backlog =
        asOf == null ? null : Backlog.snapshot(log, subscription.audience(), answer == null, asOf);
    this.retryAtEnd = config.retry();
    // A poll is soon over by itself.
    var notice = answer == null ? config.expiryNotice() : Duration.ZERO;
    this.tenure = new Tenure(subscription.holder(), notice, config.rotation());
  }

  public String id() {
    return id;
  }

  /// Whom the stream belongs to, by the token of now.
  public Holder holder() {
    return tenure.holder();
  }

  /// The one that it came with, and might come back with.
  public Holder firstHolder() {
    return subscription.holder();
  }

  public TopicFilters filters() {
    return subscription.audience().filters();
  }

  /// As operators see it at this moment. Never blocks.
  Connection connection() {
    var place = cursor;
    return new Connection(
        id,
        holder().subject(),
        filters(),
        transport(),
        since,
        place,
        Connection.between(place, broadcaster.newest()));
  }

  /// As [Connection#behind].
  Duration behind() {
    return Connection.between(cursor, broadcaster.newest());
  }

  /// Whether its client holds writes up. Any thread may ask.
  boolean isSlow() {
    var began = writingSince;
    return slow || (began != NOT_WRITING && System.nanoTime() - began > STUCK);
  }

  /// How far it has come. Any thread may ask.
  Course course() {
    return new Course(
        id,
        filters(),
        subscription.beginning().cursor(),
        first(),
        cursor,
        broadcaster.audience().conflates(),
        state(),
        departure);
  }

  private Course.@Nullable First first() {
    var asOf = subscription.beginning().snapshot();
    return asOf == null ? null : new Course.First(asOf, !firstIsDue);
  }

  private Course.State state() {
    if (isSlow()) {
      return Course.State.SLOW;
    }
    return backlog == null ? Course.State.LIVE : Course.State.CATCHING_UP;
  }

  Connection.Transport transport() {
    if (answer != null) {
      return Connection.Transport.POLL;
    }
    return subscription.audience().encoding().isOfLines()
        ? Connection.Transport.NDJSON
        : Connection.Transport.SSE;
  }

  Line line() {
    return line;
  }

  /// To be given back when it leaves.
  StreamPlaces.Place place() {
    return taken;
  }

  TopicBroadcaster broadcaster() {
    return broadcaster;
  }

  /// The number of the lane that serves it.
  int lane() {
    return lane;
  }

  /// What the stream begins with, before it is opened.
  public byte[] opening() {
    return words.opening(config.retry(), subscription.beginning().cursor());
  }

  /// Sends all that is behind the cursor, on the calling thread unless that begins with a snapshot;
  /// from then on the stream lives by itself. Called once, after the opening block.
  public void open() {
    var lost = subscription.beginning().lost();
    if (lost != null) {
      try {
        send(words.gap(lost.requested(), lost.oldest()));
      } catch (IOException e) {
        fail(e);
      }
    }
    if (backlog == null) {
      drain();
    } else {
      // It may have to wait for its turn, and meanwhile somebody must notice if the client leaves.
      Thread.startVirtualThread(this::drain);
    }
  }

  /// There may be something to do. Never blocks.
  void wake() {
    if (claim()) {
      Thread.startVirtualThread(this::drain);
    }
  }

  /// Whether the caller is the one to write now. Else whoever does is told that there is more.
  private boolean claim() {
    while (true) {
      switch (activity) {
        case WAITING -> {
          if (ACTIVITY.compareAndSet(this, Activity.WAITING, Activity.DRAINING)) {
            return true;
          }
        }
        case DRAINING -> {
          if (ACTIVITY.compareAndSet(this, Activity.DRAINING, Activity.WOKEN)) {
            return false;
          }
        }
        case WOKEN, ENDED -> {
          return false;
        }
      }
    }
  }

  /// Writes what is new, if that can be done at once. Blocks only if the client takes nothing.
  ///
  /// @param memory of the lane that visits
  void visit(LastRun memory) {
    if (!claim()) {
      return;
    }
    try {
      do {
        activity = Activity.DRAINING;
        if (slow || noticeIsDue || departure != null || deliverHeld(memory) != Delivered.ALL) {
          Thread.startVirtualThread(this::drain);
          return;
        }
      } while (!ACTIVITY.compareAndSet(this, Activity.DRAINING, Activity.WAITING));
    } catch (IOException e) {
      fail(e);
      Thread.startVirtualThread(this::drain);
    } catch (RuntimeException | Error e) {
      // An Error as well: without its thread a lane would serve nobody any more.
      giveUp(e);
      Thread.startVirtualThread(this::drain);
    }
  }

  /// The client has held up a lane. From now on it is written to by threads of its own, until it
  /// takes what it gets at once again.
  void markSlow() {
    slow = true;
  }

  /// Ends the stream, with a word to the client if there is still somebody to tell. The first
  /// reason counts. Never blocks.
  public void end(Departure reason) {
    end(reason, config.retry());
  }

  /// As the other.
  ///
  /// @param retry when the client should come back, at the earliest
  /// @return false if it was about to end anyway
  boolean end(Departure reason, Duration retry) {
    if (!depart(reason, retry)) {
      return false;
    }
    wake();
    return true;
  }

  /// Another token gives the right to the stream from now on. Never blocks.
  ///
  /// @param token its name
  /// @return false if the stream was about to end
  public synchronized boolean renew(String token, Instant end) {
    if (departure != null) {
      return false;
    }
    tenure.renew(token, end);
    return true;
  }

  /// If it is a poll, it gets its answer now, though there may be nothing in it.
  void answerNow() {
    if (answer != null) {
      end(Departure.DRAIN);
    }
  }

  /// Whether this is the first reason.
  private boolean depart(Departure reason) {
    return depart(reason, config.retry());
  }

  private synchronized boolean depart(Departure reason, Duration retry) {
    if (departure != null) {
      return false;
    }
    retryAtEnd = retry;
    departure = reason;
    return true;
  }

  /// Breaks the connection of a client that does not even take its farewell.
  void cut() {
    line.cut();
  }

  /// Sends the client elsewhere, from which it goes on where it is here, if it can be sent: a poll
  /// ends soon by itself, the hub itself has nowhere to go, and who still has much to read would
  /// have to begin with that again.
  ///
  /// @param retry when the client should come back, at the earliest
  /// @return false if it stays, or was about to end anyway
  boolean rotate(Duration retry) {
    var canMove = answer == null && !subscription.holder().equals(Holder.SELF) && backlog == null;
    return canMove && end(Departure.ROTATED, retry);
  }

  /// Looks at the clock: is a heartbeat due, the stream's or the token's end reached, or a write
  /// stuck?
  ///
  /// @param nanoTime of now
  void pulse(long nanoTime, Instant now) {
    var began = writingSince;
    if (began != NOT_WRITING) {
      var patience = departure == Departure.REVOKED ? LAST_WRITE : config.writeTimeout().toNanos();
      if (nanoTime - began > patience) {
        end(Departure.SLOW);
        line.cut();
      }
      return;
    }
    if (tenure.isExpired(now)) {
      expire(now);
      return;
    }
    if (tenure.isToRotate(nanoTime) && rotate(fanOut.jitteredRetry())) {
      return;
    }
    if (tenure.isNoticeDue(now)) {
      noticeIsDue = true;
      wake();
    }
    if (answer != null) {
      if (answer.isTimeUp(nanoTime)) {
        wake();
      }
    } else if (nanoTime - lastWrite >= config.heartbeat().toNanos()) {
      heartbeatIsDue = true;
      wake();
    }
  }

  private void expire(Instant now) {
    synchronized (this) {
      if (!tenure.isExpired(now) || !depart(Departure.EXPIRED)) {
        return; // just renewed
      }
    }
    wake();
  }

  // ---- whoever writes

  private void drain() {
    var memory = new LastRun();
    do {
      activity = Activity.DRAINING;
      try {
        while (departure == null && deliverSome(memory)) {
          giveNotice(); // what is behind the cursor may be much
        }
        giveNotice();
        beat();
      } catch (IOException e) {
        fail(e);
      } catch (ProblemException _) {
        depart(Departure.UNAVAILABLE);
      } catch (RuntimeException | Error e) {
        giveUp(e);
      }
      var reason = departure;
      if (reason != null) {
        finish(reason);
        return;
      }
    } while (!ACTIVITY.compareAndSet(this, Activity.DRAINING, Activity.WAITING));
  }

  /// @return false if nothing is left behind the cursor
  private boolean deliverSome(LastRun memory) throws IOException {
    if (backlog != null && backlog.isSnapshot()) {
      deliverFrom(backlog);
      return true;
    }
    return switch (deliverHeld(memory)) {
      case ALL -> false;
      case SOME -> true;
      case NOT_HELD -> {
        deliverFrom(backlog == null ? beginReplay() : backlog);
        yield true;
      }
    };
  }

  private Backlog beginReplay() {
    var begun = Backlog.replay(log, subscription.audience(), answer == null);
    backlog = begun;
    caughtUp = true;
    fanOut.tally().replayedFromLog();
    return begun;
  }

  private void leaveBacklog() {
    if (backlog != null) {
      backlog.close();
      backlog = null;
    }
  }

  private void deliverFrom(Backlog begun) throws IOException {
    switch (begun.next(cursor)) {
      case Backlog.Step.Passage passage -> deliver(passage);
      case Backlog.Step.Gap(var floor, var oldest) -> {
        send(words.gap(cursor.toString(), oldest));
        cursor = floor;
      }
      case Backlog.Step.Pending() -> beat();
      case Backlog.Step.Complete(var through) -> {
        leaveBacklog();
        firstIsDue = false;
        cursor = through;
        // If it was an empty one, the client has a cursor from before it.
        send(words.heartbeat(cursor));
        if (events > 0) {
          answer(true);
        }
      }
    }
  }

  private Delivered deliverHeld(LastRun memory) throws IOException {
    // Taken first: all that had been fanned out by now is in the chain that is looked at next.
    var reached = broadcaster.reached();
    var from = place == null ? broadcaster.chain().at(cursor).orElse(null) : place;
    var batch = from == null ? null : memory.read(from, cursor, BYTES_WRITTEN_AT_ONCE).orElse(null);
    if (batch == null) {
      place = null;
      return Delivered.NOT_HELD;
    }
    place = batch.end();
    leaveBacklog();
    if (batch.isEmpty()) {
      caughtUp = true;
      cursor = cursor.orLater(reached);
      return answer == null ? Delivered.ALL : waitOn(answer);
    }
    send(batch.bytes());
    cursor = batch.cursor();
    count(batch.events());
    measure(memory);
    if (answer != null) {
      depart(Departure.ANSWERED);
      return Delivered.SOME;
    }
    return batch.bytes().length < BYTES_WRITTEN_AT_ONCE ? Delivered.ALL : Delivered.SOME;
  }

  /// There is nothing in memory for a poll.
  private Delivered waitOn(Answer poll) {
    if (poll.mustLookFurther(cursor)) {
      return Delivered.NOT_HELD;
    }
    if (!poll.isDue(cursor)) {
      return Delivered.ALL;
    }
    depart(Departure.ANSWERED);
    return Delivered.SOME;
  }

  /// Only what is new tells how quick the hub is.
  private void measure(LastRun memory) {
    if (!caughtUp) {
      caughtUp = true;
      fanOut.tally().replayedFromMemory();
    } else if (memory.isWorthASample(lastWrite)) {
      fanOut.tally().flushedAfter(System.currentTimeMillis() - cursor.time());
    }
  }

  private void count(int delivered) {
    events += delivered;
    fanOut.tally().delivered(delivered);
  }

  /// A poll has something.
  ///
  /// @param enough whether that is all for now
  private void answer(boolean enough) {
    if (answer != null && (enough || answer.isFull())) {
      depart(Departure.ANSWERED);
    }
  }

  private void deliver(Backlog.Step.Passage passage) throws IOException {
    if (passage.events() > 0) {
      send(passage.bytes());
    }
    cursor = passage.end();
    count(passage.events());
    if (passage.events() > 0) {
      answer(backlog == null || !backlog.isSnapshot());
    }
  }

  private void giveNotice() throws IOException {
    if (!noticeIsDue || departure != null) {
      return;
    }
    noticeIsDue = false;
    var left = tenure.takeNotice(Instant.now());
    // Renewed meanwhile, perhaps.
    if (left != null) {
      send(words.expiring(id, left));
    }
  }

  private void beat() throws IOException {
    if (heartbeatIsDue && departure == null) {
      heartbeatIsDue = false;
      if (System.nanoTime() - lastWrite >= config.heartbeat().toNanos()) {
        send(words.heartbeat(cursor));
      }
    }
  }

  /// In slices, so that a client on a slow line is seen to take something now and then.
  private void send(byte[] bytes) throws IOException {
    try {
      for (int start = 0; start < bytes.length; start += SLICE) {
        var began = System.nanoTime() | 1;
        writingSince = began;
        line.write(bytes, start, Math.min(SLICE, bytes.length - start));
        lastWrite = System.nanoTime();
        recover(lastWrite - began);
      }
      this.bytes += bytes.length;
      fanOut.tally().wrote(bytes.length);
    } finally {
      writingSince = NOT_WRITING;
    }
  }

  private void recover(long taken) {
    if (slow) {
      quickWrites = taken < QUICK ? quickWrites + 1 : 0;
      slow = quickWrites < QUICK_WRITES;
    } else {
      quickWrites = 0;
    }
  }

  private void fail(IOException e) {
    failure = e;
    depart(Departure.GONE);
  }

  /// For what should not happen: the client is sent away and comes back to a new stream.
  private void giveUp(Throwable e) {
    LOG.log(System.Logger.Level.ERROR, "a stream failed", e);
    depart(Departure.UNAVAILABLE);
  }

  private void finish(Departure reason) {
    activity = Activity.ENDED;
    leaveBacklog();
    var told = failure == null && reason != Departure.GONE && reason != Departure.SLOW;
    if (told) {
      try {
        send(words.bye(reason, retryAtEnd, cursor));
      } catch (IOException e) {
        failure = e;
        told = false;
      }
    }
    // First: whoever sees the end may come again at once.
    fanOut.leave(this, failure);
    try {
      endLine(told);
    } finally {
      fanOut.forget(this);
    }
    fanOut.tally().closed(reason);
    LOG.log(
        reason == Departure.ANSWERED ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
        "stream ended id={0} subject={1} topics={2} transport={3} reason={4} seconds={5} events={6}"
            + " bytes={7} cursor={8}",
        id,
        holder().subject(),
        subscription.audience().filters(),
        transport().name().toLowerCase(Locale.ROOT),
        reason.reason(),
        Duration.between(since, Instant.now()).toSeconds(),
        events,
        bytes,
        cursor);
  }

  private void endLine(boolean told) {
    try {
      writingSince = System.nanoTime() | 1;
      if (told) {
        line.close();
      } else {
        line.abandon();
      }
    } finally {
      writingSince = NOT_WRITING;
    }
  }
}
