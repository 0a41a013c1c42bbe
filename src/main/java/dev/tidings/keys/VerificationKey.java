package dev.tidings.keys;

import java.security.Key;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key of an issuer's.
///
/// @param id its `kid`; null for one that has no name
/// @param algorithms that a token which it verifies may be signed with
record VerificationKey(@Nullable String id, Key key, Set<SignatureAlgorithm> algorithms) {

  /// Names it without showing it.
  @Override
  public String toString() {
    return (id == null ? "a key" : id) + " " + algorithms;
  }
}
