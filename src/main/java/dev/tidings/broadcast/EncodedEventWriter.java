package dev.tidings.broadcast;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/// Takes the place of the platform's own writer of events, which encodes each event for each sink
/// and lets a line break in a name through.
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class EncodedEventWriter implements MessageBodyWriter<EncodedEvent> {

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return EncodedEvent.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      EncodedEvent event,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    event.writeTo(out);
  }
}
