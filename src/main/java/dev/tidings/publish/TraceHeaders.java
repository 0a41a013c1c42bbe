package dev.tidings.publish;

import dev.tidings.event.TraceContext;
import io.cloudevents.CloudEvent;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Of which trace a publisher says that what it publishes is a part.
final class TraceHeaders {

  static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  private TraceHeaders() {}

  /// By the headers of W3C Trace Context; null for none, or none that is well-formed.
  static @Nullable TraceContext of(MultivaluedMap<String, String> headers) {
    var parents = headers.get(PARENT);
    if (parents == null) {
      return null;
    }
    return TraceContext.of(parents, headers.getOrDefault(STATE, List.of())).orElse(null);
  }

  /// By a CloudEvent's extension for distributed tracing, which says where the event itself began.
  ///
  /// @param request what the request says that brought it, which counts where the event says
  ///     nothing
  static @Nullable TraceContext of(CloudEvent event, @Nullable TraceContext request) {
    if (event.getExtension(PARENT) == null) {
      return request;
    }
    return TraceContext.of(values(event, PARENT), values(event, STATE)).orElse(request);
  }

  private static List<String> values(CloudEvent event, String name) {
    var value = event.getExtension(name);
    return value == null ? List.of() : List.of(value.toString());
  }
}
