package dev.tidings.security;

import io.helidon.security.jwt.SignedJwt;

/// Tells tokens that the platform's check would fail on instead of refusing them: well signed, but
/// with a claim that is not of its type (`"exp":"tomorrow"`), or without the subject that it needs.
///
/// Nothing is decided here but that; whether a token of the right shape is good, the platform
/// finds.
final class TokenShape {

  private TokenShape() {}

  static boolean isSound(String token) {
    try {
      return SignedJwt.parseToken(token).getJwt().subject().isPresent();
    } catch (RuntimeException _) {
      return false;
    }
  }
}
