package dev.tidings.benchmark.load;

import dev.tidings.k8s.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Asks a server's probes as a kubelet does, each time over a connection of its own, at a steady
/// pace whatever becomes of those before.
///
/// Started and stopped by one thread; asks on threads of its own.
public final class Prober implements AutoCloseable {

  private static final Duration HIGHEST = Duration.ofMinutes(1);
  private static final int DIGITS = 3;

  /// How a probe was answered. Thread-safe as long as it is asked.
  public static final class Answers {

    private final Probe probe;
    private final Histogram latencies = new Histogram(HIGHEST.toNanos(), DIGITS);
    private long failures;
    private @Nullable String failure;

    private Answers(Probe probe) {
      this.probe = probe;
    }

    public Probe probe() {
      return probe;
    }

    /// From when it was due until the whole answer was there, in nanoseconds; of failures, until
    /// they were clear.
    public Histogram latencies() {
      return latencies;
    }

    /// How often the answer was another than `200`, came too late, or did not come.
    public long failures() {
      return failures;
    }

    /// How the first of these failed; null if there are none.
    public @Nullable String failure() {
      return failure;
    }

    private synchronized void add(long nanos, @Nullable String how) {
      latencies.recordValue(Math.clamp(nanos, 0, HIGHEST.toNanos()));
      if (how != null) {
        failures++;
        failure = failure == null ? how : failure;
      }
    }
  }

  private final InetSocketAddress address;
  private final List<Answers> answers;
  private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread pace;
  private final long intervalNanos;
  private volatile boolean stopped;

  /// Begins at once.
  ///
  /// @param perSecond how often each probe is asked
  public Prober(InetSocketAddress address, List<Probe> probes, double perSecond) {
    this.address = address;
    this.answers = probes.stream().map(Answers::new).toList();
    this.intervalNanos = Math.round(1e9 / (perSecond * probes.size()));
    this.pace = Thread.ofPlatform().name("probes").start(this::run);
  }

  /// The probes in turn.
  private void run() {
    var due = System.nanoTime();
    while (!stopped) {
      for (var each : answers) {
        for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        var began = due;
        asking.execute(() -> ask(each, began));
        due += intervalNanos;
      }
    }
  }

  private void ask(Answers whose, long due) {
    var probe = whose.probe();
    var failure = failure(probe);
    var nanos = System.nanoTime() - due;
    if (failure == null && nanos > probe.timeout().toNanos()) {
      failure = "answered after %d ms".formatted(Duration.ofNanos(nanos).toMillis());
    }
    whose.add(nanos, failure);
  }

  private @Nullable String failure(Probe probe) {
    var millis = Math.toIntExact(probe.timeout().toMillis());
    try (var socket = new Socket()) {
      socket.connect(address, millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(request(probe));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.startsWith("HTTP/1.1 200 ") ? null : "answered '%s'".formatted(answer);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private byte[] request(Probe probe) {
    return """
    GET %s HTTP/1.1\r
    Host: %s:%d\r
    User-Agent: kube-probe/1.34\r
    Accept: */*\r
    Connection: close\r
    \r
    """
        .formatted(probe.path(), address.getHostString(), address.getPort())
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Asks no more, and waits for what is on its way.
  ///
  /// @return of each probe, in the order in which they were given
  public List<Answers> stop() {
    close();
    return answers;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      pace.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    asking.close();
  }
}
