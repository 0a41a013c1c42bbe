package dev.tidings.security;

import dev.tidings.event.TopicFilter;
import java.util.List;
import java.util.Set;

/// What is open to whom, apart from what tokens grant.
///
/// @param publicTopics may be subscribed to without a token
/// @param origins from which a browser's cookie is taken for a publication
/// @param maxFilters of one stream
public record AccessConfig(List<TopicFilter> publicTopics, Set<String> origins, int maxFilters) {

  public AccessConfig {
    if (maxFilters < 1) {
      throw new IllegalArgumentException(
          "tidings.limits.filters must be at least 1, was " + maxFilters);
    }
  }
}
