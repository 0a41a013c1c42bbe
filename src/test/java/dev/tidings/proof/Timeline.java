package dev.tidings.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How much was published and delivered in each half of a second. Thread-safe.
final class Timeline implements AutoCloseable {

  private static final long STEP_MILLIS = 500;

  /// @param seconds since the beginning
  /// @param published events a second
  /// @param delivered events a second
  record Point(double seconds, double published, double delivered) {}

  private final long began = System.nanoTime();
  private final AtomicLong published;
  private final AtomicLong delivered;
  private final List<Point> points = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timeline").factory());

  private long publishedBefore;
  private long deliveredBefore;

  Timeline(AtomicLong published, AtomicLong delivered) {
    this.published = published;
    this.delivered = delivered;
    var _ = timer.scheduleAtFixedRate(this::take, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void take() {
    var publishedNow = published.get();
    var deliveredNow = delivered.get();
    points.add(
        new Point(
            now().toMillis() / 1e3,
            (publishedNow - publishedBefore) * 1e3 / STEP_MILLIS,
            (deliveredNow - deliveredBefore) * 1e3 / STEP_MILLIS));
    publishedBefore = publishedNow;
    deliveredBefore = deliveredNow;
  }

  /// Since the beginning.
  Duration now() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  synchronized List<Point> points() {
    return List.copyOf(points);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
