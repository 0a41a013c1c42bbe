package dev.tidings.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 connection whose responses may outlive their requests.
///
/// The server answers on the request's thread and takes the response for finished when the request
/// is. A stream that stayed inside would hold all of the request for as long as it is open: dozens
/// of KiB, most of it the stack. So a stream takes the connection over: what the server writes from
/// then on, which is but the end of a response, is dropped; it serves no further request on this
/// connection; and once it has let go of the request, the stream goes on here, on the same thread
/// and next to nothing of a stack.
///
/// The answer to a poll, too, is waited for like that. When it has been given, the connection goes
/// back to serving requests.
final class StreamableConnection implements ServerConnection {

  private final ConnectionContext context;
  private volatile HelidonSocket socket;

  private final Function<ConnectionContext, ServerConnection> server;

  /// Kept from request to request, for what was sent behind one is in there; null once a stream has
  /// taken over.
  private volatile @Nullable Arriving arriving;

  // Null once the connection has been taken over and the request is over.
  private @Nullable GatedWriter writer;
  private volatile @Nullable ServerConnection requests;

  /// What goes on once the request is over; null as long as the connection serves requests.
  private volatile @Nullable Rest rest;

  /// No further request is to be served.
  private volatile boolean closing;

  /// Since when nothing is to be done, but to wait for the request behind a poll; by the clock of
  /// [System#nanoTime].
  private volatile @Nullable Long idleSince;

  /// What goes on once a request is over.
  sealed interface Rest {

    /// A stream; the connection is closed when it returns.
    record Stream(Runnable life) implements Rest {}

    /// A poll that waits for its answer.
    ///
    /// @param life tells whether the connection can serve another request
    record Poll(BooleanSupplier life) implements Rest {}
  }

  /// What the client sends.
  ///
  /// @param reader reads from `timed`
  private record Arriving(TimedReader timed, DataReader reader) {

    static Arriving on(TimedReader timed) {
      return new Arriving(timed, new DataReader(timed));
    }
  }

  /// @param context of the connection
  /// @param requestTime how long a request may take to arrive
  /// @param server makes of a context the connection that serves requests
  StreamableConnection(
      ConnectionContext context,
      Duration requestTime,
      Function<ConnectionContext, ServerConnection> server) {
    this.context = context;
    this.socket = context.serverSocket();
    this.server = server;
    var begun = Arriving.on(new TimedReader(context.dataReader(), socket, requestTime));
    this.arriving = begun;
    serveRequests(begun);
  }

  private void serveRequests(Arriving from) {
    var gate = new GatedWriter(context.dataWriter());
    from.timed.heed(gate);
    writer = gate;
    requests = server.apply(new WatchedContext<>(context, from.reader, gate, this));
    // In this order: at no moment does it look as if something went on here.
    rest = null;
    idleSince = null;
  }

  /// The other end.
  InetAddress peer() {
    return ((InetSocketAddress) context.remotePeer().address()).getAddress();
  }

  /// Of the connection itself: what is written there is not dropped.
  HelidonSocket socket() {
    return socket;
  }

  /// What is written to the client by, once the connection has been taken over.
  OutputStream output() throws IOException {
    return socket instanceof LeanSocket lean ? lean.output() : new SocketOutput(socket);
  }

  /// Returns when the client has sent something that is not read yet. Blocks.
  ///
  /// @return false if it has left
  boolean awaitRequest() {
    var from = arriving;
    try {
      if (from == null) {
        return false;
      }
      from.reader.ensureAvailable();
      return true;
    } catch (DataReader.InsufficientDataAvailableException
        | ServerConnectionException
        | UncheckedIOException _) {
      return false;
    }
  }

  /// To be called on the request's thread, once the response is open; `next` is run when the
  /// request is over.
  ///
  /// @return false if nothing of a response has been written, so there is nothing to go on with
  boolean takeOver(Rest next) {
    var serving = requests;
    var gate = writer;
    if (serving == null || gate == null || !gate.isUsed()) {
      return false;
    }
    gate.shut();
    rest = next;
    serving.close(false);
    return true;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    do {
      serve(limit);
    } while (goesOn());
  }

  private boolean goesOn() {
    var next = rest;
    if (next == null) {
      return false;
    }
    requests = null;
    writer = null;
    return switch (next) {
      case Rest.Stream(var life) -> {
        arriving = null;
        socket = LeanSocket.inPlaceOf(context);
        life.run();
        yield false;
      }
      case Rest.Poll(var life) -> {
        var from = arriving;
        if (from == null) {
          yield false;
        }
        from.timed.requestIsOver();
        var goesOn = life.getAsBoolean() && !closing;
        if (goesOn) {
          serveRequests(from);
        }
        yield goesOn;
      }
    };
  }

  /// The answer to a poll has been given; until the client asks for something else the connection
  /// is as idle as any.
  void answered() {
    idleSince = System.nanoTime();
    if (closing) {
      endRequests();
    }
  }

  private void endRequests() {
    var from = arriving;
    if (from != null) {
      from.timed.end();
    }
  }

  private void serve(Limit limit) throws InterruptedException {
    try {
      var serving = requests;
      if (serving != null) {
        serving.handle(limit);
      }
    } catch (RuntimeException e) {
      // However the request ended, what took over goes on; the client may have wanted an end of
      // the connection.
      if (rest == null) {
        throw e;
      }
      closing = true;
    }
  }

  @Override
  public Duration idleTime() {
    var serving = requests;
    var idle = idleSince;
    if (idle != null) {
      return Duration.ofNanos(System.nanoTime() - idle);
    }
    return rest != null || serving == null ? Duration.ZERO : serving.idleTime();
  }

  /// A stream, and a poll, ends when the hub says so; a request when it has been answered. The
  /// server would interrupt the thread of whoever seems to be idle, who may have begun meanwhile.
  @Override
  public void close(boolean interrupt) {
    closing = true;
    var serving = requests;
    if (interrupt && rest == null && serving != null) {
      serving.close(true);
    } else if (rest == null || idleSince != null) {
      endRequests();
    }
  }
}
