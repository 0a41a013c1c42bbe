package dev.tidings.broadcast;

import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;

/// The line of somebody who has nothing but the standard's sink.
record SinkLine(SseEventSink sink) implements Line {

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    try {
      sink.send(new EncodedEvent(Arrays.copyOfRange(bytes, start, start + length)))
          .toCompletableFuture()
          .get();
    } catch (ExecutionException | IllegalStateException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    sink.close();
  }

  @Override
  public void abandon() {
    sink.close();
  }

  @Override
  public void cut() {
    sink.close();
  }
}
