package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves the subscribers that want the same bytes, behind the standard's interface.
///
/// Broadcasting is for one thread at a time, which [FanOut] sees to; the rest is thread-safe.
sealed class TopicBroadcaster implements SseBroadcaster permits ConflatingBroadcaster {

  private final FanOut fanOut;
  private final Audience audience;
  private final Lanes lanes;
  private volatile Chain chain;
  private volatile Cursor newest;

  // Guarded by the fan-out's lock.
  private long visited = -1;

  /// By the number of the lane; null where a lane has none of the subscribers.
  private final AtomicReferenceArray<@Nullable Cohort> cohorts;

  private final List<Consumer<SseEventSink>> closeListeners = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<SseEventSink, Throwable>> errorListeners =
      new CopyOnWriteArrayList<>();

  /// @param covered every event that matches and lies behind it will be broadcast here
  TopicBroadcaster(FanOut fanOut, Lanes lanes, Audience audience, Cursor covered) {
    this.fanOut = fanOut;
    this.lanes = lanes;
    this.audience = audience;
    this.cohorts = new AtomicReferenceArray<>(lanes.count());
    this.chain = new Chain(covered);
    this.newest = covered;
  }

  Audience audience() {
    return audience;
  }

  TopicFilters filters() {
    return audience.filters();
  }

  Chain chain() {
    return chain;
  }

  /// All that matches up to here is in the chain; for who reads this first and the chain then.
  Cursor reached() {
    return fanOut.position();
  }

  /// The newest event that its subscribers should have, or where the fan-out was when it began.
  /// Any thread may ask.
  Cursor newest() {
    return newest;
  }

  int size() {
    var members = 0;
    for (int i = 0; i < cohorts.length(); i++) {
      var cohort = cohorts.get(i);
      members += cohort == null ? 0 : cohort.size();
    }
    return members;
  }

  /// How many are to be visited because of news that would not have been anyway.
  ///
  /// @param round in which they are visited once, whatever further news it has; none is asked for
  ///     again when there was a later one
  int newVisits(long round) {
    var isFirst = round != visited;
    visited = round;
    return isFirst ? size() : 0;
  }

  boolean isEmpty() {
    for (int i = 0; i < cohorts.length(); i++) {
      if (cohorts.get(i) != null) {
        return false;
      }
    }
    return true;
  }

  /// Not at the same time as [#remove] or another of its kind, which [FanOut] sees to.
  void add(Subscriber subscriber) {
    var number = subscriber.lane();
    var cohort = cohorts.get(number);
    if (cohort == null) {
      cohort = new Cohort(lanes.lane(number));
      cohorts.set(number, cohort);
    }
    cohort.add(subscriber);
  }

  void remove(Subscriber subscriber, @Nullable Throwable failure) {
    var cohort = cohorts.get(subscriber.lane());
    if (cohort == null || !cohort.remove(subscriber)) {
      return;
    }
    if (cohort.isEmpty()) {
      cohorts.set(subscriber.lane(), null);
    }
    if (!errorListeners.isEmpty() || !closeListeners.isEmpty()) {
      tellOfEnd(subscriber.line().sink(), failure);
    }
  }

  private void tellOfEnd(@Nullable SseEventSink sink, @Nullable Throwable failure) {
    if (sink == null) {
      return;
    }
    if (failure != null) {
      errorListeners.forEach(listener -> listener.accept(sink, failure));
    }
    closeListeners.forEach(listener -> listener.accept(sink));
  }

  private void forEachCohort(Consumer<Cohort> action) {
    for (int i = 0; i < cohorts.length(); i++) {
      var cohort = cohorts.get(i);
      if (cohort != null) {
        action.accept(cohort);
      }
    }
  }

  private void forEachSubscriber(Consumer<Subscriber> action) {
    forEachCohort(cohort -> cohort.forEach(action));
  }

  /// Hangs the event into the chain and tells the lanes of it; does not wait for any subscriber.
  ///
  /// @param event one from the log: what has no place in it could not be resumed from
  /// @return done at once
  /// @throws IllegalArgumentException for any other event
  @Override
  public CompletionStage<?> broadcast(OutboundSseEvent event) {
    if (!(event instanceof Frame frame)) {
      throw new IllegalArgumentException("only what is in the log is broadcast: publish it");
    }
    newest = frame.cursor();
    take(frame);
    return CompletableFuture.completedFuture(null);
  }

  void take(Frame frame) {
    chain.append(frame);
    news();
  }

  /// There is something new in the chain. Never blocks.
  final void news() {
    forEachCohort(Cohort::news);
  }

  /// Forgets all that was broadcast; what comes next lies behind `covered`.
  void restart(Cursor covered) {
    var before = chain;
    chain = new Chain(covered);
    before.dropAll();
    forEachSubscriber(Subscriber::wake);
  }

  /// Lets go of the oldest frame that it was given and has not let go of.
  void drop(Frame frame) {
    chain.dropOldest();
  }

  /// Nobody is left to be served.
  void end() {
    // nothing is under way
  }

  /// Adds a sink that starts behind the newest event.
  ///
  /// @throws dev.tidings.problem.ProblemException as [FanOut#subscribe]
  @Override
  public void register(SseEventSink sink) {
    fanOut.subscribe(fanOut.fromNow(audience), new SinkLine(sink)).open();
  }

  @Override
  public void onClose(Consumer<SseEventSink> listener) {
    closeListeners.add(listener);
  }

  @Override
  public void onError(BiConsumer<SseEventSink, Throwable> listener) {
    errorListeners.add(listener);
  }

  @Override
  public void close() {
    close(true);
  }

  @Override
  public void close(boolean cascading) {
    if (cascading) {
      forEachSubscriber(subscriber -> subscriber.end(Departure.DRAIN));
    }
  }
}
