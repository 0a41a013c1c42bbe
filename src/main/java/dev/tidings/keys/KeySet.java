package dev.tidings.keys;

import java.security.Key;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All usable keys of one issuer's, as one look found them: two looks are two sets. Immutable.
final class KeySet {

  /// So few that trying all of them, for a token that names none, costs no more than a request.
  static final int MOST = 64;

  private final List<VerificationKey> keys;

  KeySet(List<VerificationKey> keys) {
    this.keys = List.copyOf(keys);
  }

  List<VerificationKey> keys() {
    return keys;
  }

  /// Whether a key is called that; nothing is called null.
  boolean names(@Nullable String id) {
    return id != null && keys.stream().anyMatch(key -> id.equals(key.id()));
  }

  /// What may have signed a token: the key that it names, else those without a name, and all if it
  /// names none.
  ///
  /// @param id the token's `kid`, null if it has none
  Stream<Key> candidates(@Nullable String id, SignatureAlgorithm algorithm) {
    return keys.stream()
        .filter(key -> key.algorithms().contains(algorithm))
        .filter(key -> id == null || (names(id) ? id.equals(key.id()) : key.id() == null))
        .map(VerificationKey::key);
  }
}
