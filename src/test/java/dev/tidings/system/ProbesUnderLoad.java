package dev.tidings.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How long probes wait for their answers while the hub can do no more than it does.
///
/// It takes both processors of a small machine for a minute, so it is no part of the build: `mvn
/// verify -Dtest=none -Dit.test=ProbesUnderLoad -Dsurefire.failIfNoSpecifiedTests=false`. Prints
/// the latencies; asserts that each probe was answered with yes, within the time that the manifests
/// give it. The load is made on the same processors, and so is part of it.
class ProbesUnderLoad {

  private static final List<String> PROBES = List.of("/health/live", "/health/ready");
  private static final Duration TIME = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int STREAMS = 1_000;
  private static final int PUBLISHERS = 16;
  private static final int CONNECTING = 128;
  private static final int ADDRESSES = 64;

  private final AtomicBoolean over = new AtomicBoolean();
  private final LongAdder done = new LongAdder();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Hub hub =
      new Hub.Launch()
          .jvm("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmn64m", "-Xmx512m")
          .with("tidings.management.port", "0")
          .with("tidings.management.host", "127.0.0.1")
          .start();

  @AfterEach
  void close() {
    hub.close();
    threads.close();
  }

  @Test
  void probesAreAnsweredInTime() {
    measure("at rest", () -> LockSupport.parkNanos(PAUSE.toNanos()), 1);
    var open = new ArrayList<Socket>();
    for (int i = 0; i < STREAMS; i++) {
      open.add(stream(i));
    }
    for (var stream : open) {
      threads.execute(() -> drain(stream));
    }
    measure(
        "saturated with events to %d streams".formatted(STREAMS), this::publishMany, PUBLISHERS);
    open.forEach(ProbesUnderLoad::close);
    measure("flooded with connects", this::connect, CONNECTING);
  }

  /// Prints the latencies of probes beside a load.
  private void measure(String load, Runnable work, int workers) {
    over.set(false);
    done.reset();
    var working = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < workers; i++) {
      working.add(CompletableFuture.runAsync(() -> repeat(work), threads));
    }
    var cpu = cpu();
    var started = System.nanoTime();
    var probing =
        PROBES.stream().map(it -> CompletableFuture.supplyAsync(() -> probe(it), threads)).toList();
    var latencies = probing.stream().map(CompletableFuture::join).toList();
    var seconds = (System.nanoTime() - started) / 1e9;
    var used = cpu().minus(cpu).toMillis() / 1e3 / seconds;
    over.set(true);
    working.forEach(CompletableFuture::join);
    for (int i = 0; i < PROBES.size(); i++) {
      var sorted = latencies.get(i);
      System.out.printf(
          "%s, %.0f a second, %.2f processors: %s p50 %.1f ms, p99 %.1f ms, most %.1f ms, of %d%n",
          load,
          done.sum() / seconds,
          used,
          PROBES.get(i),
          sorted[sorted.length / 2] / 1e6,
          sorted[sorted.length * 99 / 100] / 1e6,
          sorted[sorted.length - 1] / 1e6,
          sorted.length);
    }
  }

  private void repeat(Runnable work) {
    while (!over.get()) {
      work.run();
    }
  }

  private Duration cpu() {
    return ProcessHandle.of(hub.pid()).flatMap(it -> it.info().totalCpuDuration()).orElseThrow();
  }

  /// As kubelet asks: over a new connection each time.
  private long[] probe(String path) {
    var port = hub.managementUri("/").getPort();
    var nanos = new ArrayList<Long>();
    var end = System.nanoTime() + TIME.toNanos();
    while (System.nanoTime() < end) {
      var started = System.nanoTime();
      try (var socket = new Socket()) {
        socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
        socket.connect(address(port), Math.toIntExact(TIMEOUT.toMillis()));
        send(socket, RawHttp.head("GET", path, "Connection: close\r\n"));
        assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).contains(" 200 ");
      } catch (IOException e) {
        throw new UncheckedIOException(path, e);
      }
      nanos.add(System.nanoTime() - started);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static void send(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(US_ASCII));
  }

  /// Opens one, up to the head of the answer, from one of many addresses.
  private Socket stream(int number) {
    try {
      var socket = new Socket();
      socket.bind(new InetSocketAddress("127.0.0." + (2 + number % ADDRESSES), 0));
      socket.connect(address(hub.port()));
      send(
          socket,
          RawHttp.head(
              "GET",
              "/stream?topic=loud",
              "Accept: text/event-stream\r\n" + RawHttp.bearer(hub.tokens().everything())));
      var head = new byte["HTTP/1.1 200".length()];
      socket.getInputStream().readNBytes(head, 0, head.length);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void drain(Socket stream) {
    var part = new byte[16_384];
    try {
      var in = stream.getInputStream();
      while (in.read(part) >= 0) {
        // as fast as it comes
      }
    } catch (IOException _) {
      // it was closed
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publishMany() {
    var token = hub.tokens().everything();
    var data = "x".repeat(128);
    try (var wire = Wire.to(hub)) {
      while (!over.get()) {
        wire.publish("loud", token, data);
        done.increment();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect() {
    try (var socket = stream(done.intValue())) {
      socket.setSoLinger(true, 0); // else it would run out of ports
      done.increment();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
