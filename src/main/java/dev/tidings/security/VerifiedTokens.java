package dev.tidings.security;

import dev.tidings.keys.TrustedIssuers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Remembers which tokens were found good, for most come again and again, and a signature costs as
/// much as the rest of a request. Thread-safe.
///
/// A token is remembered by its hash, until a time that is of the token's own, and only as long as
/// nobody's keys have changed: the key that signed it may be gone. Bad ones are not remembered:
/// nobody is to make the hub forget the good ones by sending bad ones.
@ApplicationScoped
public class VerifiedTokens implements TokenVerifier {

  /// A token of 8 KiB makes an entry of some 15 KiB, a common one of two.
  static final int CAPACITY = 1024;

  private final TokenVerifier verifier;
  private final LongSupplier keysVersion;
  private final InstantSource clock;

  /// The oldest first, and at most [#CAPACITY]. Guarded by itself.
  private final Map<TokenHash, Finding> findings =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenHash, Finding> eldest) {
          return size() > CAPACITY;
        }
      };

  /// A token that was good by the keys of one version.
  private record Finding(VerifiedToken token, long keysVersion) {

    boolean holds(long version, Instant time) {
      return keysVersion == version && token.isValidAt(time);
    }
  }

  @Inject
  public VerifiedTokens(JoseVerifier verifier, TrustedIssuers issuers) {
    this(verifier, issuers::version, InstantSource.system());
  }

  /// @param keysVersion another one whenever keys have changed
  VerifiedTokens(TokenVerifier verifier, LongSupplier keysVersion, InstantSource clock) {
    this.verifier = verifier;
    this.keysVersion = keysVersion;
    this.clock = clock;
  }

  @Override
  public VerifiedToken verify(String token) {
    var hash = TokenHash.of(token);
    var version = keysVersion.getAsLong(); // before the keys are asked, which may change meanwhile
    var known = known(hash);
    return known != null && known.holds(version, clock.instant())
        ? known.token()
        : verified(token, hash, version);
  }

  private @Nullable Finding known(TokenHash hash) {
    synchronized (findings) {
      return findings.get(hash);
    }
  }

  private VerifiedToken verified(String token, TokenHash hash, long version) {
    var verified = verifier.verify(token);
    var finding = new Finding(verified, version);
    synchronized (findings) {
      findings.remove(hash);
      findings.put(hash, finding);
    }
    return verified;
  }
}
