package dev.tidings.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An HTTP/2 connection, whose exchanges may be streams.
///
/// The server below serves it; here it is seen what the server does not tell of: when a client
/// gives a stream up, when the connection is at its end, and how much of each stream the client
/// takes. Each stream stays on its request's thread, which waits; unlike in HTTP/1.1 there is no
/// connection that it could take over.
final class SharedConnection implements ServerConnection {

  private static final System.Logger LOG = System.getLogger(SharedConnection.class.getName());

  /// No error, and no exchange of which the server would not know (RFC 9113, 6.8).
  private static final byte[] GO_AWAY = {
    0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0
  };

  private final ConnectionContext context;
  private final Flow flow = new Flow();
  private final Arrivals arrivals;
  private final FrameScanner scanner;
  private final ServerConnection server;
  private volatile long lastHeard = System.nanoTime();

  /// @param context of the connection
  /// @param requestTime how long a request may take to arrive
  /// @param server makes of a context the connection that serves requests
  SharedConnection(
      ConnectionContext context,
      Duration requestTime,
      Function<ConnectionContext, ServerConnection> server) {
    this.context = context;
    this.arrivals = new Arrivals(requestTime, this::cut);
    this.scanner = new FrameScanner(flow, arrivals);
    arrivals.begin(Arrivals.FRAME); // the preface
    this.server =
        server.apply(
            new WatchedContext<>(
                context,
                new DataReader(this::read),
                new FrameWriter(context.dataWriter(), flow, arrivals),
                this));
  }

  /// The other end.
  InetAddress peer() {
    return ((InetSocketAddress) context.remotePeer().address()).getAddress();
  }

  Flow flow() {
    return flow;
  }

  /// What comes next, for the server to make something of; null at the end.
  private byte @Nullable [] read() {
    var in = context.dataReader();
    try {
      in.ensureAvailable();
    } catch (DataReader.InsufficientDataAvailableException _) {
      return null;
    }
    var bytes = in.readBytes(in.available());
    lastHeard = System.nanoTime();
    scanner.scan(bytes);
    return bytes;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      server.handle(limit);
    } catch (CloseConnectionException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      // Requests are served elsewhere. What fails here is what a client has sent that is no HTTP/2,
      // or the end of the hub; with a trace for each anybody could fill the disk.
      LOG.log(System.Logger.Level.DEBUG, "an HTTP/2 connection failed", e);
      throw new CloseConnectionException("not HTTP/2", e);
    } finally {
      arrivals.endAll();
      flow.end();
    }
  }

  /// Whoever has a stream is not idle, however quiet it is.
  @Override
  public Duration idleTime() {
    return flow.isIdle() ? Duration.ofNanos(System.nanoTime() - lastHeard) : Duration.ZERO;
  }

  /// Does not block.
  @Override
  public void close(boolean interrupt) {
    server.close(interrupt);
    if (flow.isIdle()) {
      // The server would wait for the client's next word.
      Thread.startVirtualThread(this::sayGoodbye);
    }
  }

  private void sayGoodbye() {
    try {
      context.dataWriter().writeNow(BufferData.create(GO_AWAY));
    } catch (UncheckedIOException _) {
      // the client left first
    } finally {
      cut();
    }
  }

  /// Breaks it, for all who share it.
  void cut() {
    Sockets.cut(context.serverSocket());
  }
}
