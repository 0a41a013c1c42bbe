package dev.tidings.stream;

import dev.tidings.broadcast.Line;
import io.helidon.common.GenericType;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.spi.Sink;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The connection under a stream: takes bytes that are ready for the wire, tells when the client
/// has left, and can be broken.
///
/// What is Helidon's own is here and in [ClientConnectionProvider], for two things that JAX-RS has
/// no means for. It learns that a client went away by a failing write only, which for a quiet
/// stream is a long time coming; so the request's thread, which has nothing else to do while the
/// stream is open, reads. And its sink takes each event through the whole machinery of message
/// bodies, which costs more than the write itself; so once the sink has opened the response, events
/// go to the stream under it.
public final class ClientConnection implements Sink<Void>, Line {

  static final GenericType<ClientConnection> TYPE = GenericType.create(ClientConnection.class);

  private final ConnectionContext context;
  private final RoutingResponse response;
  private final CountDownLatch cut = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable OutputStream stream;
  private @Nullable SseEventSink sink;

  ClientConnection(ConnectionContext context, RoutingResponse response) {
    this.context = context;
    this.response = response;
  }

  /// Called when the response is opened, with what its entity is written to.
  OutputStream openedWith(OutputStream entity) {
    stream = entity;
    return entity;
  }

  /// The sink that opens and closes the response on this connection.
  ClientConnection under(SseEventSink opener) {
    sink = opener;
    return this;
  }

  @Override
  public SseEventSink sink() {
    return Objects.requireNonNull(sink);
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    try {
      var open = Objects.requireNonNull(stream);
      open.write(bytes, start, length);
      open.flush();
    } catch (UncheckedIOException | ServerConnectionException e) {
      throw new IOException(e);
    }
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

  /// Returns when nothing more is written to the stream, so that the server may finish its
  /// response.
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// With the last chunk, so that the client sees an end and not a break.
  @Override
  public void close() {
    end(
        () -> {
          sink().close();
          response.commit();
        });
  }

  @Override
  public void abandon() {
    end(sink()::close);
  }

  private void end(Runnable ending) {
    try {
      ending.run();
    } catch (UncheckedIOException | ServerConnectionException _) {
      // the client left first
    } finally {
      ended.countDown();
      cut();
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
    throw new UnsupportedOperationException("events are written as bytes");
  }
}
