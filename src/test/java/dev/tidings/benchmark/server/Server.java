package dev.tidings.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One running process (or group of processes) under measurement. Safe for use by many threads.
public abstract class Server implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 5_000_000;
  private static final int PROBE_MILLIS = 5_000;

  private final int port;

  protected Server(int port) {
    this.port = port;
  }

  public final InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// Where it is asked whether it lives and is ready.
  public InetSocketAddress probed() {
    return address();
  }

  /// The processes to meter, as they are now.
  public abstract ProcessGroup processes();

  /// The whole head of a request for a stream.
  ///
  /// @param stream the number of the stream, which decides whose token it gets
  /// @param lastEventId behind which event to resume; null for a stream that starts now
  public abstract String streamRequest(String topic, int stream, @Nullable String lastEventId);

  /// The head of a request that publishes one event, up to the empty line, with that.
  ///
  /// @param length bytes of the body
  public abstract String publishRequest(String topic, int length);

  /// The head of a request that publishes a batch.
  public abstract String batchRequest(BatchFormat format, int length);

  /// Bytes of its live heap, after a full collection; empty if it has none that could be told.
  public OptionalLong liveHeapBytes() {
    return OptionalLong.empty();
  }

  /// A path that is answered with 200 as soon as the server can be used.
  protected abstract String readyPath();

  /// Polls each 5 ms.
  ///
  /// @throws IllegalStateException if it is not ready within a minute
  public final void awaitReady() {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > end || !processes().isAlive()) {
        throw new IllegalStateException("not ready: " + output());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean isReady() {
    try (var socket = new Socket()) {
      socket.connect(probed(), PROBE_MILLIS);
      socket.setSoTimeout(PROBE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(readyPath(), host())
                  .getBytes(StandardCharsets.ISO_8859_1));
      var start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(start, StandardCharsets.ISO_8859_1).endsWith(" 200");
    } catch (IOException _) {
      return false;
    }
  }

  final String host() {
    return "127.0.0.1:" + port;
  }

  /// What it has said, for an error's message.
  protected abstract String output();

  /// Ends it at once.
  @Override
  public abstract void close();

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
