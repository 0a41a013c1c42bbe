package dev.tidings.broadcast;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// What is handed to a JAX-RS sink ready for the wire, so that [EncodedEventWriter] has only to
/// write it. Its fields are in its bytes; the accessors of the interface have nothing to add.
sealed class EncodedEvent implements OutboundSseEvent permits Frame {

  private final byte[] bytes;

  /// @param bytes not to be changed; one or more events, each with the empty line that dispatches
  ///     it
  EncodedEvent(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Not to be changed.
  final byte[] bytes() {
    return bytes;
  }

  /// Writes all but the last byte, the line feed that Jersey's sink itself puts behind each event.
  final void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, bytes.length - 1);
  }

  @Override
  public Class<?> getType() {
    return getClass();
  }

  @Override
  public Type getGenericType() {
    return getClass();
  }

  @Override
  public MediaType getMediaType() {
    return MediaType.SERVER_SENT_EVENTS_TYPE;
  }

  @Override
  public Object getData() {
    return this;
  }

  @Override
  public @Nullable String getId() {
    return null;
  }

  @Override
  public @Nullable String getName() {
    return null;
  }

  @Override
  public @Nullable String getComment() {
    return null;
  }

  @Override
  public long getReconnectDelay() {
    return RECONNECT_NOT_SET;
  }

  @Override
  public boolean isReconnectDelaySet() {
    return false;
  }
}
