package dev.tidings.connection;

import dev.tidings.broadcast.Line;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/// A stream as the listeners of a broadcaster are told of it. The sink that opened the response is
/// closed by then, for it belongs to the request.
///
/// @param ended is down when the stream has ended
record LineSink(Line line, CountDownLatch ended) implements SseEventSink {

  @Override
  public boolean isClosed() {
    return ended.getCount() == 0;
  }

  /// @return always failed: what has no place in the log is not sent, for nobody could resume
  ///     behind it
  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    return CompletableFuture.failedStage(
        new IllegalStateException("only what is in the log is sent: publish it"));
  }

  @Override
  public void close() {
    line.cut();
  }
}
