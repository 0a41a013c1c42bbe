package dev.tidings.broadcast;

import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The wire under a stream, as far as the fan-out must know it. Written to by one thread at a time.
public interface Line {

  /// The standard's sink that the line belongs to; null if it is of a transport that the standard
  /// does not know.
  @Nullable SseEventSink sink();

  /// Writes and flushes; blocks for as long as the client takes nothing.
  ///
  /// @throws IOException if the client is gone
  void write(byte[] bytes, int start, int length) throws IOException;

  /// Ends the stream as it should end, behind what was written. May block as [#write] does.
  void close();

  /// Gives the line up, because there is nobody at its other end.
  void abandon();

  /// Breaks the connection, even while a write to it is stuck. May be called more than once, by any
  /// thread; does not block.
  void cut();
}
