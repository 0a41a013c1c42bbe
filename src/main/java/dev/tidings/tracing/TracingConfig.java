package dev.tidings.tracing;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where to tell of traces.
///
/// @param endpoint of the collector, such as `http://collector:4318/v1/traces`; null for none
/// @param node as which of several processes
public record TracingConfig(@Nullable URI endpoint, String node) {

  public TracingConfig {
    if (endpoint != null && !isWeb(endpoint)) {
      throw new IllegalArgumentException(
          "tidings.tracing.endpoint must be a URL of http or https, was " + endpoint);
    }
  }

  private static boolean isWeb(URI endpoint) {
    return endpoint.getHost() != null
        && ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()));
  }
}
