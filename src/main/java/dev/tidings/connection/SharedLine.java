package dev.tidings.connection;

import dev.tidings.broadcast.Answer;
import dev.tidings.broadcast.Departure;
import dev.tidings.broadcast.Subscriber;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameData;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2RstStream;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.ServerConnectionException;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stream's part of an HTTP/2 connection.
///
/// Whoever writes waits for what this stream's client takes and nothing else, as with a connection
/// of its own; a stream that is taken nothing of keeps neither the others of its connection nor a
/// lane. Only where the connection itself is stuck, all on it are.
final class SharedLine implements Carrier {

  /// Of the request that this thread serves. A thread serves one.
  private static final ThreadLocal<@Nullable SharedLine> OF_THIS_REQUEST = new ThreadLocal<>();

  /// How long a write to the connection itself may be stuck when the stream is to be cut.
  private static final Duration STUCK = Duration.ofSeconds(1);

  private final SharedConnection connection;
  private final Flow flow;
  private final Flow.Exchange exchange;
  private final Http2StreamWriter writer;
  private final StreamFlowControl serversCount;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final SseEventSink sink = new LineSink(this, ended);

  /// While a frame is being written; is down once it has been.
  private volatile @Nullable CountDownLatch writing;

  private SharedLine(
      SharedConnection connection,
      int id,
      Http2StreamWriter writer,
      StreamFlowControl serversCount) {
    this.connection = connection;
    this.flow = connection.flow();
    this.exchange = flow.exchange(id);
    this.writer = writer;
    this.serversCount = serversCount;
  }

  /// To be called on the thread of a request, before the request is served.
  ///
  /// @param serversCount what the server takes the client's windows to be; it wants to be told
  static void provide(
      SharedConnection connection,
      int id,
      Http2StreamWriter writer,
      StreamFlowControl serversCount) {
    OF_THIS_REQUEST.set(new SharedLine(connection, id, writer, serversCount));
  }

  /// Empty if it came over HTTP/1.1.
  static Optional<SharedLine> ofThisRequest() {
    return Optional.ofNullable(OF_THIS_REQUEST.get());
  }

  /// Returns when the stream has ended; the server then ends the response, or finds that the client
  /// wants no end of it.
  @Override
  public void carry(Subscriber subscriber) {
    flow.carry(exchange, () -> subscriber.end(Departure.GONE));
    subscriber.open();
    awaitEnd(subscriber);
  }

  @Override
  public void carry(Subscriber subscriber, Answer answer) {
    flow.carry(exchange, () -> subscriber.end(Departure.GONE));
    answer.deliverTo(new Reply());
    awaitEnd(subscriber);
  }

  private void awaitEnd(Subscriber subscriber) {
    try {
      ended.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      subscriber.end(Departure.GONE);
    }
  }

  @Override
  public InetAddress peer() {
    return connection.peer();
  }

  @Override
  public SseEventSink sink() {
    return sink;
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    int written = 0;
    while (written < length) {
      var taken = flow.take(exchange, length - written);
      send(BufferData.create(bytes, start + written, taken));
      written += taken;
    }
  }

  private void send(BufferData data) throws IOException {
    var frame =
        new Http2FrameData(
            Http2FrameHeader.create(
                data.available(),
                Http2FrameTypes.DATA,
                Http2Flag.DataFlags.create(0),
                exchange.id()),
            data);
    var done = new CountDownLatch(1);
    writing = done;
    try {
      writer.writeData(frame, serversCount.outbound());
    } catch (UncheckedIOException
        | ServerConnectionException
        | Http2Exception
        | IllegalStateException e) {
      throw new IOException(e);
    } finally {
      writing = null;
      done.countDown();
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }

  /// Tells the client that its stream is no more, if it has not said so itself.
  @Override
  public void abandon() {
    try {
      if (flow.isOpen(exchange.id())) {
        var reset = new Http2RstStream(Http2ErrorCode.CANCEL);
        writer.write(
            reset.toFrameData(
                Http2Settings.builder().build(), exchange.id(), Http2Flag.NoFlags.create()));
      }
    } catch (UncheckedIOException | ServerConnectionException | IllegalStateException _) {
      // the connection is at its end
    } finally {
      ended.countDown();
    }
  }

  /// Wakes whoever waits for this stream's client. If it is the connection that is stuck, it is
  /// broken.
  @Override
  public void cut() {
    flow.leave(exchange);
    var stuck = writing;
    if (stuck != null) {
      Thread.startVirtualThread(() -> breakIfStuck(stuck));
    }
  }

  private void breakIfStuck(CountDownLatch write) {
    try {
      if (!write.await(STUCK.toMillis(), TimeUnit.MILLISECONDS)) {
        connection.cut();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The end of a response to a poll.
  private final class Reply implements Answer.Recipient {

    @Override
    public void answer(byte[] rest) {
      try {
        write(rest, 0, rest.length);
        close();
      } catch (IOException _) {
        abandon();
      }
    }

    @Override
    public void abandon() {
      SharedLine.this.abandon();
    }

    @Override
    public void cut() {
      SharedLine.this.cut();
    }
  }
}
