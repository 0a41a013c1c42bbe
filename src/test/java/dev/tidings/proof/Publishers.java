package dev.tidings.proof;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// One publisher for each topic, who publishes numbered events at a steady rate, one after another,
/// and repeats each with the same key until it is acknowledged.
final class Publishers implements AutoCloseable {

  /// Of one attempt.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(60);

  private final URI door;
  private final String token;
  private final Duration interval;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final List<One> all;
  private final AtomicLong acknowledged;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong longestWait = new AtomicLong();

  private volatile boolean paused = true;
  private volatile boolean ended;

  /// None publishes before [#begin].
  ///
  /// @param perSecond events of all topics together
  /// @param acknowledged counts them, for whoever wants to draw it
  Publishers(int port, String token, int topics, int perSecond, AtomicLong acknowledged) {
    this.door = URI.create("http://127.0.0.1:" + port);
    this.token = token;
    this.acknowledged = acknowledged;
    this.interval = Duration.ofNanos(1_000_000_000L * topics / perSecond);
    this.all = IntStream.range(0, topics).mapToObj(One::new).toList();
    all.forEach(one -> Thread.ofVirtual().start(one));
  }

  static String topic(int number) {
    return "proof/" + number;
  }

  /// Of an event.
  static String data(int topic, int number) {
    return number + " of " + topic;
  }

  /// Begins to publish and to count.
  ///
  /// @return the number of each topic's next event
  List<Integer> begin() {
    refused.set(0);
    failed.set(0);
    longestWait.set(0);
    var next = all.stream().map(one -> one.next.get()).toList();
    paused = false;
    return next;
  }

  /// Publishes no more, and waits until everything is acknowledged.
  ///
  /// @param begun what [#begin] gave
  Publication pause(List<Integer> begun) {
    paused = true;
    Waiting.until(
        "all publications are acknowledged",
        LONGEST_FAULT,
        () -> all.stream().noneMatch(one -> one.busy));
    var stretches = new ArrayList<Stretch>();
    for (int i = 0; i < all.size(); i++) {
      stretches.add(new Stretch(begun.get(i), all.get(i).next.get()));
    }
    return new Publication(
        stretches, refused.get(), failed.get(), Duration.ofNanos(longestWait.get()));
  }

  /// What became of publications during a fault.
  ///
  /// @param stretches what was acknowledged, by topic
  /// @param refused attempts that were answered with another status than 201
  /// @param failed attempts that got no answer
  /// @param longestWait from the first attempt to the acknowledgement
  record Publication(List<Stretch> stretches, long refused, long failed, Duration longestWait) {

    int acknowledged() {
      return stretches.stream().mapToInt(Stretch::length).sum();
    }
  }

  private final class One implements Runnable {

    private final int topic;
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean busy;

    One(int topic) {
      this.topic = topic;
    }

    @Override
    public void run() {
      var due = System.nanoTime();
      while (!ended) {
        busy = !paused;
        if (paused) {
          due = System.nanoTime() + interval.toNanos() * topic / all.size();
          Waiting.pass(PAUSE.dividedBy(10));
          continue;
        }
        Waiting.pass(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        publish();
        due = Math.max(due + interval.toNanos(), System.nanoTime());
      }
    }

    private void publish() {
      var began = System.nanoTime();
      while (!isAcknowledged() && !ended) {
        Waiting.pass(PAUSE);
      }
      longestWait.accumulateAndGet(System.nanoTime() - began, Math::max);
      acknowledged.incrementAndGet();
      next.incrementAndGet();
    }

    private boolean isAcknowledged() {
      var request =
          HttpRequest.newBuilder(door.resolve("/topics/" + topic(topic)))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "text/plain")
              .header("Idempotency-Key", topic + "-" + next)
              .POST(HttpRequest.BodyPublishers.ofString(data(topic, next.get())))
              .build();
      try {
        var status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 == 2) {
          return true;
        }
        refused.incrementAndGet();
      } catch (IOException _) {
        failed.incrementAndGet();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return false;
    }
  }

  @Override
  public void close() {
    ended = true;
    http.shutdownNow();
  }
}
