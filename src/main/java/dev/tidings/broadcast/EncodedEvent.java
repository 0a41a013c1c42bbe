package dev.tidings.broadcast;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// What is handed to a JAX-RS sink ready for the wire, so that [EncodedEventWriter] has only to
/// write it. Its fields are in its bytes; the accessors of the interface have nothing to add.
abstract sealed class EncodedEvent implements OutboundSseEvent permits Frame, Burst {

  /// Writes all but the last byte, the line feed that Jersey's sink itself puts behind each event.
  abstract void writeTo(OutputStream out) throws IOException;

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
