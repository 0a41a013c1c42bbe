package dev.tidings.security;

import dev.tidings.browser.AllowedOrigins;
import dev.tidings.event.TopicFilter;
import java.util.List;

/// What is open to whom, apart from what tokens grant.
///
/// @param publicTopics may be subscribed to without a token
/// @param origins from whose named ones a browser's cookie is taken for a publication
/// @param maxFilters of one stream
public record AccessConfig(List<TopicFilter> publicTopics, AllowedOrigins origins, int maxFilters) {

  public AccessConfig {
    if (maxFilters < 1) {
      throw new IllegalArgumentException(
          "tidings.limits.filters must be at least 1, was " + maxFilters);
    }
  }
}
