package dev.tidings.tracing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/// Tells a collector of spans, some at once. What it does not take is dropped, and so is what comes
/// while it is too slow: traces are no records. Thread-safe.
final class Exporter implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Exporter.class.getName());

  static final int MOST_KEPT = 4096;
  private static final int MOST_AT_ONCE = 512;
  private static final Duration GATHERING = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration AT_THE_END = Duration.ofSeconds(2);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final URI endpoint;
  private final String node;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final BlockingQueue<Span> kept = new LinkedBlockingQueue<>(MOST_KEPT);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread = Thread.ofVirtual().name("traces").unstarted(this::run);

  // Touched only by that thread.
  private long warned = System.nanoTime() - BETWEEN_WARNINGS.toNanos();

  private volatile boolean closed;

  Exporter(URI endpoint, String node) {
    this.endpoint = endpoint;
    this.node = node;
    thread.start();
  }

  /// Never blocks.
  void add(Span span) {
    if (!kept.offer(span)) {
      dropped.increment();
    }
  }

  private void run() {
    var batch = new ArrayList<Span>();
    do {
      try {
        batch.add(kept.take());
        Thread.sleep(GATHERING);
      } catch (InterruptedException _) {
        // close() wants the last to be sent
      }
      do {
        kept.drainTo(batch, MOST_AT_ONCE - batch.size());
        send(batch);
        batch.clear();
      } while (!kept.isEmpty());
    } while (!closed);
  }

  private void send(List<Span> batch) {
    if (batch.isEmpty()) {
      return;
    }
    var request =
        HttpRequest.newBuilder(endpoint)
            .timeout(closed ? AT_THE_END : PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Otlp.request(node, batch)))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
      if (answer.statusCode() / 100 != 2) {
        drop(batch, "it answered " + answer.statusCode());
      }
    } catch (IOException e) {
      drop(batch, e.toString());
    } catch (InterruptedException e) {
      drop(batch, e.toString());
    }
  }

  private void drop(List<Span> batch, String reason) {
    dropped.add(batch.size());
    if (System.nanoTime() - warned >= BETWEEN_WARNINGS.toNanos()) {
      warned = System.nanoTime();
      LOG.log(
          System.Logger.Level.WARNING,
          "the collector of traces does not take them reason={0} dropped={1}",
          reason,
          dropped.sum());
    }
  }

  /// Spans that nobody will see.
  long dropped() {
    return dropped.sum();
  }

  /// Sends what is left, if that goes quickly.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(AT_THE_END);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }
}
