package dev.tidings.proof;

import dev.tidings.benchmark.load.StreamReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// All subscribers of one door, half of which are watchful. Asked by any one thread.
final class Subscribers implements AutoCloseable {

  private static final int OF_A_SOURCE = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long WATCH_MILLIS = 100;

  private final StreamReader reader;
  private final InetSocketAddress address;
  private final String token;
  private final AtomicLong delivered;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("subscribers").factory());

  // touched by the reader only
  private final List<Subscriber> all = new ArrayList<>();
  private Course course = new Course();
  private int connects;

  /// @param delivered counts the events of all of them, for whoever wants to draw it
  Subscribers(StreamReader reader, int port, String token, AtomicLong delivered) {
    this.reader = reader;
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.token = token;
    this.delivered = delivered;
    var _ =
        timer.scheduleAtFixedRate(
            () -> reader.later(this::watch), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void watch() {
    var now = System.nanoTime();
    all.forEach(each -> each.watch(now));
  }

  /// Connects so many, and waits until all have a stream.
  ///
  /// @param topics among which they are shared out
  void open(int count, int topics) {
    reader.await(
        () -> {
          for (int i = 0; i < count; i++) {
            var one = new Subscriber(this, i % topics, i / topics % 2 == 0);
            all.add(one);
            // Not all at once, which is no fault that is asked for here.
            after(Duration.ofMillis(i), one::connect);
          }
        });
    Waiting.until("all subscribers have a stream", PATIENCE, this::areOpen);
  }

  private boolean areOpen() {
    return ask(() -> all.stream().allMatch(Subscriber::isOpen));
  }

  private <T> T ask(Supplier<T> question) {
    var answer = new ArrayList<T>(1);
    reader.await(() -> answer.add(question.get()));
    return answer.getFirst();
  }

  /// Begins to count anew.
  void begin() {
    reader.await(
        () -> {
          course = new Course();
          all.forEach(Subscriber::begin);
        });
  }

  /// Cuts each of them off in the middle of an event.
  void cut() {
    reader.await(() -> all.forEach(each -> each.cut(Duration.ZERO)));
  }

  /// Cuts one in so many off, who come back later than they would.
  void sendAway(int oneIn, Duration time) {
    reader.await(
        () -> {
          for (int i = 0; i < all.size(); i += oneIn) {
            all.get(i).cut(time);
          }
        });
  }

  /// Waits until everybody has all of these events, for a while at the most. Nothing is published
  /// meanwhile.
  void awaitAll(List<Stretch> stretches, Duration patience) {
    reader.await(() -> all.forEach(Subscriber::hush));
    Waiting.atMost(patience, () -> ask(() -> lost(stretches)) == 0);
  }

  private long lost(List<Stretch> stretches) {
    return all.stream().mapToLong(each -> missing(each, stretches)).sum();
  }

  /// Those who miss most of these events.
  List<String> poorest(List<Stretch> stretches) {
    return ask(
        () ->
            all.stream()
                .filter(each -> missing(each, stretches) > 0)
                .sorted(Comparator.comparing((Subscriber each) -> -missing(each, stretches)))
                .limit(5)
                .map(each -> missing(each, stretches) + " missing: " + each)
                .toList());
  }

  private static int missing(Subscriber one, List<Stretch> stretches) {
    var stretch = stretches.get(one.topic());
    return one.missing(stretch.from(), stretch.end());
  }

  /// What has come of these events.
  Arrival arrival(List<Stretch> stretches) {
    return ask(
        () ->
            new Arrival(
                lost(stretches),
                all.stream()
                    .filter(each -> each.gaps() == 0)
                    .mapToLong(each -> missing(each, stretches))
                    .sum(),
                longestSilence(true),
                longestSilence(false),
                course.faults()));
  }

  private Duration longestSilence(boolean watchful) {
    return Duration.ofNanos(
        all.stream()
            .filter(each -> each.isWatchful() == watchful)
            .mapToLong(Subscriber::longestSilence)
            .max()
            .orElse(0));
  }

  // ---- for the subscribers, on the reading thread

  StreamReader reader() {
    return reader;
  }

  InetSocketAddress address() {
    return address;
  }

  /// An address to come from: of one there are some 28,000 ports, and each rests after its use.
  InetSocketAddress source() {
    try {
      var number = connects++ / OF_A_SOURCE % 200;
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (2 + number)}), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String request(int topic, String lastId) {
    return "GET /stream?topic=%s&token=%s HTTP/1.1\r\nHost: hub\r\nAccept: text/event-stream\r\n%s\r\n"
        .formatted(
            Publishers.topic(topic),
            token,
            lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n");
  }

  Course course() {
    return course;
  }

  void delivered() {
    course.delivered();
    delivered.incrementAndGet();
  }

  void after(Duration time, Runnable task) {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(() -> reader.later(task), time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    reader.await(() -> all.forEach(Subscriber::leave));
  }
}
