package dev.tidings.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One address connects 5,000 times a second while others stream.
///
/// It takes both processors of a small machine and half a minute each time, so it is no part of the
/// build: `mvn verify -Dtest=none -Dit.test=ConnectStorm -Dsurefire.failIfNoSpecifiedTests=false`.
/// Prints what the others' latency did; asserts that every event came, in order, and that nobody
/// was cut off.
class ConnectStorm {

  private static final int PER_SECOND = 5_000;
  private static final int UNDER_WAY = 256;
  private static final int STREAMS = 40;
  private static final int EVENTS_PER_SECOND = 50;
  private static final Duration TIME = Duration.ofSeconds(10);

  private final LongAdder refused = new LongAdder();
  private final LongAdder served = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /// @param nanos from before the publication until a stream has it, in order
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Latency(long[] nanos) {

    double millis(double share) {
      return nanos[(int) Math.min(nanos.length - 1, Math.round(share * nanos.length))] / 1e6;
    }

    @Override
    public String toString() {
      return "p50 %.2f ms, p99 %.2f ms, most %.2f ms"
          .formatted(millis(0.5), millis(0.99), millis(1));
    }
  }

  /// What it comes with: nothing, for a topic that is public; or a token that is bad, each time
  /// another, so that each costs the check of a signature.
  @ParameterizedTest
  @ValueSource(strings = {"no token", "a bad token"})
  void othersGoOnWhileOneAddressConnectsAgainAndAgain(String with) throws Exception {
    try (var hub =
            new Hub.Launch()
                .jvm("-Xmx256m")
                .with("tidings.topics.public", "open/**")
                .with("tidings.limits.connects-per-second", "50")
                .start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var streams = IntStream.range(0, STREAMS).mapToObj(_ -> hub.subscribe("calm")).toList();
      latency(hub, streams, threads); // until the JVM is warm
      var alone = latency(hub, streams, threads);

      var over = new AtomicBoolean();
      var before = cpu(hub);
      var started = System.nanoTime();
      var storm = CompletableFuture.runAsync(() -> storm(hub, with, over, threads), threads);
      var beside = latency(hub, streams, threads);
      over.set(true);
      storm.join();
      var seconds = (System.nanoTime() - started) / 1e9;
      var used = cpu(hub).minus(before);

      var count = refused.sum() + served.sum() + failed.sum();
      System.out.printf(
          "with %s: %.0f connects a second (%d refused, %d served, %d failed), %.0f us of CPU a"
              + " connect; others alone: %s; beside: %s%n",
          with,
          count / seconds,
          refused.sum(),
          served.sum(),
          failed.sum(),
          used.toNanos() / 1e3 / count,
          alone,
          beside);
      assertThat(refused.sum()).isGreaterThan(9 * served.sum());
      assertThat(hub.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(hub.output()).doesNotContain("SEVERE", "WARNING");
      assertThat(hub.output().lines())
          .noneMatch(line -> line.contains("stream ended") && line.contains("[calm]"));
      streams.forEach(EventStream::close);
    }
  }

  private static Duration cpu(Hub hub) {
    return ProcessHandle.of(hub.pid()).flatMap(it -> it.info().totalCpuDuration()).orElseThrow();
  }

  /// Of events at an even pace; every stream has each of them, in order.
  private static Latency latency(Hub hub, List<EventStream> streams, ExecutorService threads)
      throws IOException, InterruptedException, ExecutionException {
    var count = Math.toIntExact(TIME.toSeconds() * EVENTS_PER_SECOND);
    var readers = new ArrayList<CompletableFuture<long[]>>();
    for (var stream : streams) {
      readers.add(CompletableFuture.supplyAsync(() -> read(stream, count), threads));
    }
    var token = hub.tokens().everything();
    try (var wire = Wire.to(hub)) {
      var next = System.nanoTime();
      for (int i = 0; i < count; i++) {
        LockSupport.parkNanos(next - System.nanoTime());
        next += 1_000_000_000L / EVENTS_PER_SECOND;
        assertThat(wire.publish("calm", token, i + " " + System.nanoTime()).status())
            .isEqualTo(201);
      }
    }
    var all = new long[streams.size() * count];
    for (int i = 0; i < readers.size(); i++) {
      System.arraycopy(readers.get(i).get(), 0, all, i * count, count);
    }
    Arrays.sort(all);
    return new Latency(all);
  }

  private static long[] read(EventStream stream, int count) {
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      var data = String.valueOf(stream.next().data()).split(" ", -1);
      nanos[i] = System.nanoTime() - Long.parseLong(data[1]);
      assertThat(data[0]).isEqualTo(Integer.toString(i));
    }
    return nanos;
  }

  private void storm(Hub hub, String with, AtomicBoolean over, ExecutorService threads) {
    var token = hub.tokens().everything();
    var underWay = new Semaphore(UNDER_WAY);
    var next = System.nanoTime();
    for (int i = 0; !over.get(); i++) {
      LockSupport.parkNanos(next - System.nanoTime());
      next += 1_000_000_000L / PER_SECOND;
      underWay.acquireUninterruptibly();
      var credential = with.equals("no token") ? "" : RawHttp.bearer(spoilt(token, i));
      threads.execute(
          () -> {
            connect(hub, credential);
            underWay.release();
          });
    }
    underWay.acquireUninterruptibly(UNDER_WAY);
  }

  /// With a signature that is none, and no other's.
  private static String spoilt(String token, int number) {
    var signature = token.lastIndexOf('.') + 1;
    return token.substring(0, signature)
        + "%08x".formatted(number)
        + token.substring(signature + 8);
  }

  private void connect(Hub hub, String credential) {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress("127.0.0.9", 0));
      socket.setSoLinger(true, 0); // else it would run out of ports
      socket.setSoTimeout(10_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()), 10_000);
      var request =
          RawHttp.head("GET", "/stream?topic=open/a", "Accept: text/event-stream\r\n" + credential);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      (isRefused(socket.getInputStream()) ? refused : served).increment();
    } catch (IOException _) {
      failed.increment();
    }
  }

  private static boolean isRefused(InputStream in) throws IOException {
    var answer = new StringBuilder();
    var part = new byte[1024];
    while (answer.indexOf("\"busy\"") < 0 && answer.indexOf(" 401 ") < 0) {
      var length = in.read(part);
      if (length < 0) {
        return false;
      }
      answer.append(new String(part, 0, length, US_ASCII));
      if (answer.indexOf("\nid: ") >= 0) {
        return false;
      }
    }
    return true;
  }
}
