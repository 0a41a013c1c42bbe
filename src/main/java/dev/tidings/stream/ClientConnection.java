package dev.tidings.stream;

import dev.tidings.broadcast.Line;
import io.helidon.common.GenericType;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.spi.Sink;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/// The connection under a stream: tells when the client has left, and can be broken.
///
/// All that is Helidon's own is here and in [ClientConnectionProvider]. JAX-RS has no means to
/// learn that a client went away but a failing write, which for a quiet stream is a long time
/// coming; so the request's thread, which has nothing else to do while the stream is open, reads.
public final class ClientConnection implements Sink<Void>, Line {

  static final GenericType<ClientConnection> TYPE = GenericType.create(ClientConnection.class);

  private final ConnectionContext context;
  private final CountDownLatch cut = new CountDownLatch(1);

  ClientConnection(ConnectionContext context) {
    this.context = context;
  }

  /// Returns when the client has left, or the connection was cut.
  void awaitDeparture() {
    try {
      context.dataReader().ensureAvailable();
      // Somebody who sends more than one request on this connection is not answered before this
      // stream ends; whether they are still there now only a write can tell.
      cut.await();
    } catch (DataReader.InsufficientDataAvailableException | ServerConnectionException _) {
      // the client left, or cut() was called
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void cut() {
    cut.countDown();
    try {
      context.serverSocket().close();
    } catch (UncheckedIOException _) {
      // then it is broken already
    }
  }

  @Override
  public Sink<Void> emit(Void nothing) {
    throw new UnsupportedOperationException("events are written to the JAX-RS sink");
  }

  @Override
  public void close() {
    cut();
  }
}
