package dev.tidings.security;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a token counts: from one time on until right before another, with what clocks may differ
/// by already in them.
record Validity(Instant begins, Instant expires) {

  /// By how much an issuer's clock may be ahead whatever is configured: a token that is used at
  /// once is not to be refused for it.
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /// @throws BadTokenException if the claims do not say
  static Validity of(TokenClaims claims, TokenRules rules) {
    var expires = claims.time("exp");
    if (expires == null) {
      throw new BadTokenException("it has no 'exp'");
    }
    var issued = claims.time("iat");
    if (rules.maxAge().isPresent()) {
      if (issued == null) {
        throw new BadTokenException("it has no 'iat', from which its age counts");
      }
      expires = earlier(expires, issued.plus(rules.maxAge().get()));
    }
    return new Validity(begins(claims, issued, rules.skew()), expires.plus(rules.skew()));
  }

  private static Instant begins(TokenClaims claims, @Nullable Instant issued, Duration skew) {
    var start = claims.time("nbf");
    var begins = start == null ? Instant.EPOCH : start.minus(skew);
    return issued == null
        ? begins
        : later(begins, issued.minus(skew.compareTo(AHEAD) > 0 ? skew : AHEAD));
  }

  boolean holdsAt(Instant time) {
    return !time.isBefore(begins) && time.isBefore(expires);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
