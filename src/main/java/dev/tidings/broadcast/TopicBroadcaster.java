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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves the subscribers that share one set of filters, behind the standard's interface.
///
/// Broadcasting is for one thread at a time, which [FanOut] sees to; the rest is thread-safe.
final class TopicBroadcaster implements SseBroadcaster {

  private final FanOut fanOut;
  private final TopicFilters filters;
  private volatile Chain chain;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final List<Consumer<SseEventSink>> closeListeners = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<SseEventSink, Throwable>> errorListeners =
      new CopyOnWriteArrayList<>();

  /// @param covered every event that matches and lies behind it will be broadcast here
  TopicBroadcaster(FanOut fanOut, TopicFilters filters, Cursor covered) {
    this.fanOut = fanOut;
    this.filters = filters;
    this.chain = new Chain(covered);
  }

  TopicFilters filters() {
    return filters;
  }

  Chain chain() {
    return chain;
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  void add(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  void remove(Subscriber subscriber, @Nullable Throwable failure) {
    if (!subscribers.remove(subscriber)) {
      return;
    }
    if (failure != null) {
      errorListeners.forEach(listener -> listener.accept(subscriber.line().sink(), failure));
    }
    closeListeners.forEach(listener -> listener.accept(subscriber.line().sink()));
  }

  /// Hangs the event into the chain and wakes whoever waits for it; does not wait for any of them.
  ///
  /// @param event one from the log: what has no place in it could not be resumed from
  /// @return done at once
  /// @throws IllegalArgumentException for any other event
  @Override
  public CompletionStage<?> broadcast(OutboundSseEvent event) {
    if (!(event instanceof Frame frame)) {
      throw new IllegalArgumentException("only what is in the log is broadcast: publish it");
    }
    chain.append(frame);
    subscribers.forEach(Subscriber::wake);
    return CompletableFuture.completedFuture(null);
  }

  /// Forgets all that was broadcast; what comes next lies behind `covered`.
  void restart(Cursor covered) {
    var before = chain;
    chain = new Chain(covered);
    before.dropAll();
    subscribers.forEach(Subscriber::wake);
  }

  void dropOldest() {
    chain.dropOldest();
  }

  /// Adds a sink that starts behind the newest event.
  @Override
  public void register(SseEventSink sink) {
    fanOut.subscribe(fanOut.fromNow(filters), new SinkLine(sink)).ifPresent(Subscriber::open);
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
      subscribers.forEach(subscriber -> subscriber.end(Departure.DRAIN));
    }
  }
}
