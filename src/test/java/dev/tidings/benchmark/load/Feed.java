package dev.tidings.benchmark.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Publishes to the topics of some streams in turn, over one connection. For one thread at a time.
public final class Feed implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// A wait that is shorter than this is not slept: to wake up takes as long.
  private static final long SHORT_NANOS = 60_000;

  private final Streams streams;
  private final Publisher publisher;
  private final List<Requests> requests;

  private long published;

  public Feed(Streams streams) {
    this.streams = streams;
    this.publisher = new Publisher(streams.server());
    this.requests = Requests.singles(streams.server(), streams.topics(), streams.payload());
  }

  /// The number of the event that will be published next.
  public long next() {
    return published;
  }

  /// Publishes one event and waits until it is acknowledged.
  ///
  /// @param due what its latency counts from
  public void publish(long due) {
    var request = requests.get((int) (published % requests.size()));
    var status = publisher.send(request.of(published, 1, due));
    if (status / 100 != 2) {
      throw new IllegalStateException("a publication was answered " + status);
    }
    published++;
  }

  /// So many events at a steady rate; an event that is late does not shift those behind it.
  public void paced(double perSecond, long events) {
    var start = System.nanoTime();
    var interval = 1e9 / perSecond;
    for (long i = 0; i < events; i++) {
      var due = start + Math.round(i * interval);
      awaitTime(due);
      publish(due);
    }
  }

  private static void awaitTime(long due) {
    for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (left > SHORT_NANOS) {
        LockSupport.parkNanos(left - SHORT_NANOS / 2);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /// As fast as it can be done with at most `window` events, as counted by their deliveries,
  /// published and not delivered.
  ///
  /// @param perEvent how many streams get an event
  /// @return how many events were published
  public long saturated(int window, int perEvent, Duration time) {
    var before = published;
    var arrivedBefore = streams.arrived();
    var end = System.nanoTime() + time.toNanos();
    for (var now = System.nanoTime(); now < end; now = System.nanoTime()) {
      var due = (published - before - window + 1) * perEvent;
      if (due > 0 && !streams.awaitArrived(arrivedBefore + due, PATIENCE)) {
        throw new IllegalStateException("nothing was delivered for " + PATIENCE);
      }
      publish(System.nanoTime());
    }
    return published - before;
  }

  /// Whatever is unanswered is left.
  @Override
  public void close() {
    publisher.close();
  }
}
