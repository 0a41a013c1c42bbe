package dev.tidings.configuration;

import java.util.List;
import org.eclipse.microprofile.config.Config;

/// Configuration values that are several, separated by commas.
final class Lists {

  private Lists() {}

  /// A missing list is an empty one.
  static List<String> of(Config config, String key) {
    return config.getOptionalValues(key, String.class).orElse(List.of());
  }
}
