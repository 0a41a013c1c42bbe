package dev.tidings.security;

import dev.tidings.keys.SignatureAlgorithm;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What makes a token good, apart from who issued it.
///
/// @param algorithms that it may be signed with
/// @param skew by which the clocks of issuers and hubs may differ: a token counts that much earlier
///     and later
/// @param maxAge after its issue for which it counts at the most; empty if only its own end matters
public record TokenRules(
    Set<SignatureAlgorithm> algorithms, Duration skew, Optional<Duration> maxAge) {

  private static final Duration MOST_SKEW = Duration.ofHours(1);

  public TokenRules {
    if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
      throw new IllegalArgumentException(
          "mp.jwt.verify.clock.skew must be from 0 to 3600 seconds, was " + skew.toSeconds());
    }
    if (maxAge.filter(age -> !age.isPositive()).isPresent()) {
      throw new IllegalArgumentException("mp.jwt.verify.token.age must be at least 1 second");
    }
  }
}
