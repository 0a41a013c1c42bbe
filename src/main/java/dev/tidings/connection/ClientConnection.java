package dev.tidings.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.broadcast.Answer;
import dev.tidings.broadcast.Departure;
import dev.tidings.broadcast.Subscriber;
import dev.tidings.connection.StreamableConnection.Rest;
import io.helidon.common.GenericType;
import io.helidon.webserver.http.spi.Sink;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;

/// The connection under a stream, after the stream has taken it over: takes bytes that are ready
/// for the wire, tells when the client has left, and can be broken.
///
/// There are three things that JAX-RS has no means for. A sink takes each event through the whole
/// machinery of message bodies, which costs more than the write itself; so once it has opened the
/// response, events are written here, in the chunks that it announced (RFC 9112, 7.1). A sink keeps
/// its request for as long as it is open; this does not. And it learns that a client went away by a
/// failing write only, which for a quiet stream is a long time coming; so the connection's thread,
/// which has nothing else to do, reads.
public final class ClientConnection implements Sink<Void>, Carrier {

  /// By which a resource asks the response of its request for it.
  public static final GenericType<ClientConnection> TYPE =
      GenericType.create(ClientConnection.class);

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LAST_CHUNK_BEHIND_ANOTHER = "\r\n0\r\n\r\n".getBytes(US_ASCII);

  private final StreamableConnection connection;
  private final CountDownLatch ended = new CountDownLatch(1);

  /// Kept here, close to who writes: each object on the way to the wire is one more to be fetched
  /// for a delivery. Set before the first write.
  private OutputStream out = OutputStream.nullOutputStream();

  ClientConnection(StreamableConnection connection) {
    this.connection = connection;
  }

  @Override
  public InetAddress peer() {
    return connection.peer();
  }

  /// Leaves the request behind; from then on the stream lives on the connection itself.
  @Override
  public void carry(Subscriber subscriber) {
    if (!connection.takeOver(new Rest.Stream(() -> live(subscriber)))) {
      subscriber.end(Departure.GONE);
      subscriber.open();
    }
  }

  /// Leaves the request behind until there is an answer; the connection then serves requests again.
  @Override
  public void carry(Subscriber subscriber, Answer answer) {
    if (!connection.takeOver(new Rest.Poll(() -> wait(subscriber, answer)))) {
      subscriber.end(Departure.GONE);
    }
  }

  /// @return whether the connection can serve another request
  private boolean wait(Subscriber subscriber, Answer answer) {
    try {
      out = connection.output();
    } catch (IOException _) {
      subscriber.end(Departure.GONE);
      return false;
    }
    var reply = new Reply();
    answer.deliverTo(reply);
    if (!connection.awaitRequest()) {
      subscriber.end(Departure.GONE);
    }
    awaitEnd();
    return reply.isGiven;
  }

  private void live(Subscriber subscriber) {
    try {
      out = connection.output();
    } catch (IOException _) {
      subscriber.end(Departure.GONE);
    }
    subscriber.open();
    awaitDeparture();
    subscriber.end(Departure.GONE);
    awaitEnd();
  }

  /// Returns when the client has left, or the connection was cut.
  private void awaitDeparture() {
    try {
      if (connection.socket().get() != null) {
        // Somebody who sends more than one request on this connection is not answered; whether
        // they are still there now only a write can tell.
        awaitEnd();
      }
    } catch (UncheckedIOException _) {
      // the client left, or cut() was called
    }
  }

  /// Returns when nothing more is written to the stream, so that the server may close the
  /// connection.
  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public SseEventSink sink() {
    return new LineSink(this, ended);
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    write(bytes, start, length, LINE_END);
  }

  /// @param behind what stands behind the chunk's data
  private void write(byte[] bytes, int start, int length, byte[] behind) throws IOException {
    var size = Integer.toHexString(length).getBytes(US_ASCII);
    var chunk = new byte[size.length + LINE_END.length + length + behind.length];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(LINE_END, 0, chunk, size.length, LINE_END.length);
    System.arraycopy(bytes, start, chunk, size.length + LINE_END.length, length);
    System.arraycopy(behind, 0, chunk, chunk.length - behind.length, behind.length);
    out.write(chunk, 0, chunk.length);
  }

  /// With the last chunk, so that the client sees an end and not a break.
  @Override
  public void close() {
    try {
      out.write(LAST_CHUNK, 0, LAST_CHUNK.length);
      ended.countDown();
      connection.socket().close();
    } catch (IOException | UncheckedIOException _) {
      // the client left first
    } finally {
      abandon();
    }
  }

  @Override
  public void abandon() {
    ended.countDown();
    cut();
  }

  @Override
  public void cut() {
    Sockets.cut(connection.socket());
  }

  @Override
  public Sink<Void> emit(Void nothing) {
    throw new UnsupportedOperationException("events are written as bytes");
  }

  /// The end of a response to a poll.
  private final class Reply implements Answer.Recipient {

    private volatile boolean isGiven;

    @Override
    public void answer(byte[] rest) {
      try {
        write(rest, 0, rest.length, LAST_CHUNK_BEHIND_ANOTHER);
        isGiven = true;
        connection.answered();
        ended.countDown();
      } catch (IOException _) {
        abandon();
      }
    }

    @Override
    public void abandon() {
      ClientConnection.this.abandon();
    }

    @Override
    public void cut() {
      ClientConnection.this.cut();
    }
  }
}
