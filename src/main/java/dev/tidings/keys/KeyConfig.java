package dev.tidings.keys;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Who is trusted, and how their keys are kept.
///
/// @param algorithms that tokens may be signed with
/// @param refresh after which a place where keys lie is looked at again
public record KeyConfig(
    List<Issuer> issuers, Set<SignatureAlgorithm> algorithms, Duration refresh) {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  public KeyConfig {
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("tidings.security.algorithms must name at least one");
    }
    if (refresh.compareTo(SHORTEST) < 0 || refresh.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.security.keys.refresh must be from PT0.1S to P1D, was " + refresh);
    }
  }

  /// Somebody whose tokens are good.
  ///
  /// @param name as tokens have it in `iss`
  /// @param audiences of which a token must name one; empty if it need not
  /// @param key of the configuration that says where the keys lie, for messages
  public record Issuer(String name, Set<String> audiences, KeySource keys, String key) {}
}
