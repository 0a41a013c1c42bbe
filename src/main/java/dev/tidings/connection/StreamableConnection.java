package dev.tidings.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 connection whose last response may outlive its request.
///
/// The server answers on the request's thread and takes the response for finished when the request
/// is. A stream that stayed inside would hold all of the request for as long as it is open: dozens
/// of KiB, most of it the stack. So a stream takes the connection over: what the server writes from
/// then on, which is but the end of a response, is dropped; it serves no further request on this
/// connection; and once it has let go of the request, the stream goes on here, on the same thread
/// and next to nothing of a stack.
final class StreamableConnection implements ServerConnection {

  private final ConnectionContext context;
  private volatile HelidonSocket socket;

  // Null once a stream has taken over and the request is over.
  private @Nullable GatedWriter writer;
  private volatile @Nullable ServerConnection requests;

  /// What goes on once the request is over; null as long as no stream has taken over.
  private volatile @Nullable Runnable stream;

  /// @param context of the connection
  /// @param requestTime how long a request may take to arrive
  /// @param server makes of a context the connection that serves requests
  StreamableConnection(
      ConnectionContext context,
      Duration requestTime,
      Function<ConnectionContext, ServerConnection> server) {
    this.context = context;
    this.socket = context.serverSocket();
    var gate = new GatedWriter(context.dataWriter());
    var reader = new DataReader(new TimedReader(context.dataReader(), socket, gate, requestTime));
    this.writer = gate;
    this.requests = server.apply(new StreamableContext(context, reader, gate, this));
  }

  /// Of the connection itself: what is written there is not dropped.
  HelidonSocket socket() {
    return socket;
  }

  /// What is written to the client by, once a stream has taken over.
  OutputStream output() throws IOException {
    return socket instanceof LeanSocket lean ? lean.output() : new SocketOutput(socket);
  }

  /// To be called on the request's thread, once the response is open; `rest` is run when the
  /// request is over, and the connection is closed when it returns.
  ///
  /// @return false if nothing of a response has been written, so there is nothing to go on with
  boolean takeOver(Runnable rest) {
    var serving = requests;
    var gate = writer;
    if (serving == null || gate == null || !gate.isUsed()) {
      return false;
    }
    gate.shut();
    stream = rest;
    serving.close(false);
    return true;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    serve(limit);
    var taken = stream;
    if (taken != null) {
      letGoOfRequests();
      taken.run();
    }
  }

  private void letGoOfRequests() {
    requests = null;
    writer = null;
    socket = LeanSocket.inPlaceOf(context);
  }

  private void serve(Limit limit) throws InterruptedException {
    try {
      var serving = requests;
      if (serving != null) {
        serving.handle(limit);
      }
    } catch (RuntimeException e) {
      // However the request ended, the stream goes on.
      if (stream == null) {
        throw e;
      }
    }
  }

  @Override
  public Duration idleTime() {
    var serving = requests;
    return stream != null || serving == null ? Duration.ZERO : serving.idleTime();
  }

  /// A stream ends when the hub says so.
  @Override
  public void close(boolean interrupt) {
    var serving = requests;
    if (stream == null && serving != null) {
      serving.close(interrupt);
    }
  }
}
