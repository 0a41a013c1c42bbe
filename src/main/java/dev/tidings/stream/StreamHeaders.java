package dev.tidings.stream;

import dev.tidings.broadcast.StreamConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// The headers of an open stream; a JAX-RS sink has no place of its own for them.
@Provider
@StreamHeaders.OfAStream
public class StreamHeaders implements ContainerResponseFilter {

  /// Marks the resource method whose answers get them.
  @NameBinding
  @Retention(RetentionPolicy.RUNTIME)
  public @interface OfAStream {}

  /// The request property in which the stream's id is left for this filter.
  static final String CONNECTION = "dev.tidings.connection";

  private static final int OK = 200;

  private final StreamConfig config;

  @Inject
  public StreamHeaders(StreamConfig config) {
    this.config = config;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() != OK) {
      return;
    }
    var headers = response.getHeaders();
    headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    // nginx and its like would hold the events back until a buffer is full
    headers.putSingle("X-Accel-Buffering", "no");
    OpenEnded.prepare(request, response);
    var connection = request.getProperty(CONNECTION);
    if (connection != null) {
      headers.putSingle("Tidings-Connection", connection);
      headers.putSingle("Tidings-Heartbeat", config.heartbeat().toMillis());
    }
  }
}
