package dev.tidings.benchmark.load;

import dev.tidings.benchmark.server.Server;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The streams of one feed. Stream `n` has topic `n` modulo the number of topics, and so has event
/// `n`: a stream therefore gets each `stride`th event.
///
/// Opened and asked by any one thread, read by the reader's.
public final class Streams implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// As many connects are on their way at once.
  private static final int AT_ONCE = 128;

  private static final long OPENING_POLL_NANOS = 200_000;
  private static final long ARRIVAL_POLL_NANOS = 50_000_000;

  private static final long HIGHEST_LATENCY = Duration.ofMinutes(2).toNanos();
  private static final int DIGITS = 3;

  private final Server server;
  private final InetSocketAddress address;
  private final StreamReader reader;
  private final Topics topics;
  private final Payload payload;

  // touched by the reader only
  private final List<Stream> all = new ArrayList<>();
  private Histogram latencies = new Histogram(HIGHEST_LATENCY, DIGITS);
  private long now;
  private long arrivedNow;
  private long doubled;
  private long unordered;
  private long broken;
  private long closed;
  private long lastArrival;

  // written by the reader, read by all
  private volatile long arrived;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile @Nullable String refusal;

  /// Who waits for something to arrive; null if nobody.
  private volatile @Nullable Thread waiting;

  private volatile long wakeAt;

  // by the opening thread
  private int made;
  private boolean oneToken;

  /// None as yet.
  ///
  /// @param size bytes of an event's data
  public Streams(Server server, StreamReader reader, Topics topics, int size) {
    this.server = server;
    this.address = server.address();
    this.reader = reader;
    this.topics = topics;
    this.payload = new Payload(size);
  }

  InetSocketAddress address() {
    return address;
  }

  Server server() {
    return server;
  }

  Topics topics() {
    return topics;
  }

  Payload payload() {
    return payload;
  }

  int stride() {
    return topics.count();
  }

  /// From now on all streams have one token, instead of each its own.
  public void shareToken() {
    oneToken = true;
  }

  /// Opens so many more that start now, and returns when all are open.
  ///
  /// @param next the number of the event that will be published next
  /// @throws IllegalStateException if the server refuses one, or takes longer than a minute
  public void open(int count, long next) {
    open(count, next, null, false);
  }

  /// As [#open], from behind an event.
  public void resume(int count, long next, String lastEventId) {
    open(count, next, lastEventId, false);
  }

  /// Opens so many that never read more than the head of the response.
  public void openStalled(int count) {
    open(count, 0, null, true);
  }

  private void open(int count, long next, @Nullable String lastEventId, boolean stalled) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    var target = made + count;
    while (open.get() < target) {
      var room = Math.min(target, open.get() + AT_ONCE) - made;
      if (room > 0) {
        var requests = requests(room, lastEventId);
        reader.await(() -> connect(requests, next, stalled));
      }
      if (refused.get() > 0 || System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d streams open: %s".formatted(open.get(), target, refusal));
      }
      LockSupport.parkNanos(OPENING_POLL_NANOS);
    }
  }

  private List<byte[]> requests(int count, @Nullable String lastEventId) {
    var requests = new ArrayList<byte[]>(count);
    for (int i = 0; i < count; i++, made++) {
      var topic = topics.name(made % topics.count());
      requests.add(Requests.ascii(server.streamRequest(topic, oneToken ? 0 : made, lastEventId)));
    }
    return requests;
  }

  private void connect(List<byte[]> requests, long next, boolean stalled) {
    for (var request : requests) {
      var first = next + all.size() % stride();
      all.add(new Stream(this, reader.selector(), request, first, stalled));
    }
  }

  // what the streams tell, on the reader's thread

  void opened() {
    open.incrementAndGet();
  }

  void refused(String reason) {
    refusal = reason;
    refused.incrementAndGet();
  }

  void closed() {
    closed++;
  }

  void doubled() {
    doubled++;
  }

  void unordered() {
    unordered++;
  }

  void broken() {
    broken++;
  }

  /// What is scanned next was read now.
  void arrivesNow() {
    now = System.nanoTime();
  }

  void arrived(long due) {
    arrivedNow++;
    latencies.recordValue(Math.clamp(now - due, 0, HIGHEST_LATENCY));
  }

  /// Makes known what has come with one read.
  void countArrived() {
    if (arrivedNow > 0) {
      var sum = arrived + arrivedNow;
      arrivedNow = 0;
      lastArrival = now;
      arrived = sum;
      var waiter = waiting;
      if (waiter != null && sum >= wakeAt) {
        LockSupport.unpark(waiter);
      }
    }
  }

  // what others ask

  /// Deliveries so far, of all streams together.
  public long arrived() {
    return arrived;
  }

  /// Waits until so many deliveries were made, or none for `patience`.
  ///
  /// @return false if they were not
  public boolean awaitArrived(long deliveries, Duration patience) {
    wakeAt = deliveries;
    waiting = Thread.currentThread();
    try {
      var seen = arrived;
      var end = System.nanoTime() + patience.toNanos();
      while (arrived < deliveries) {
        LockSupport.parkNanos(ARRIVAL_POLL_NANOS);
        if (arrived != seen) {
          seen = arrived;
          end = System.nanoTime() + patience.toNanos();
        } else if (System.nanoTime() > end) {
          return false;
        }
      }
      return true;
    } finally {
      waiting = null;
    }
  }

  /// When the newest delivery was read, by [System#nanoTime].
  public long lastArrival() {
    var result = new long[1];
    reader.await(() -> result[0] = lastArrival);
    return result[0];
  }

  /// The latencies since the last call, in nanoseconds.
  public Histogram takeLatencies() {
    var result = new Histogram[1];
    reader.await(
        () -> {
          result[0] = latencies;
          latencies = new Histogram(HIGHEST_LATENCY, DIGITS);
        });
    return result[0];
  }

  /// What went wrong until now.
  ///
  /// @param next the number of the event that would be published next
  public Faults faults(long next) {
    return faults(_ -> next);
  }

  /// What went wrong, where topics have got different numbers of events.
  ///
  /// @param next the number of the event that would be published next to a topic
  public Faults faults(IntToLongFunction next) {
    var result = new Faults[1];
    reader.await(
        () -> {
          long lost = 0;
          for (int i = 0; i < all.size(); i++) {
            lost += all.get(i).lost(next.applyAsLong(i % topics.count()));
          }
          result[0] = new Faults(lost, doubled, unordered, broken, closed);
        });
    return result[0];
  }

  /// All close their sockets at once.
  public void vanish() {
    reader.await(() -> all.forEach(Stream::close));
  }

  @Override
  public void close() {
    vanish();
  }
}
