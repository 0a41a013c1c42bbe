package dev.tidings.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Remembers which tokens were found good a short while ago, for most come again and again, and a
/// signature costs a quarter of a request. Thread-safe.
///
/// A token is remembered by its hash for [#LIFE] at the longest, so that a key that was withdrawn
/// ends with it, and never beyond a time that is of the token's own. Bad ones are not remembered:
/// nobody is to make the hub forget the good ones by sending bad ones.
@ApplicationScoped
public class VerifiedTokens implements TokenVerifier {

  static final Duration LIFE = Duration.ofMinutes(1);

  /// A token of 8 KiB makes an entry of some 40 KiB, a common one of five.
  static final int CAPACITY = 1024;

  private final TokenVerifier verifier;
  private final Optional<Duration> maxAge;
  private final InstantSource clock;

  /// The oldest first, and at most [#CAPACITY]. Guarded by itself.
  private final Map<TokenHash, Finding> findings =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenHash, Finding> eldest) {
          return size() > CAPACITY;
        }
      };

  /// What is known of a token from one time on until another.
  private record Finding(VerifiedToken token, Instant from, Instant until) {

    /// Not before its beginning either, should somebody set the clock back.
    boolean holdsAt(Instant time) {
      return !time.isBefore(from) && time.isBefore(until);
    }
  }

  /// @param maxAge seconds after its issue for which the platform takes a token
  @Inject
  public VerifiedTokens(
      PlatformVerifier verifier,
      @ConfigProperty(name = "mp.jwt.verify.token.age") Optional<Integer> maxAge) {
    this(verifier, maxAge.map(Duration::ofSeconds), InstantSource.system());
  }

  VerifiedTokens(TokenVerifier verifier, Optional<Duration> maxAge, InstantSource clock) {
    this.verifier = verifier;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  @Override
  public VerifiedToken verify(String token) {
    var hash = TokenHash.of(token);
    var now = clock.instant();
    var known = known(hash);
    return known != null && known.holdsAt(now) ? known.token() : verified(token, hash, now);
  }

  private @Nullable Finding known(TokenHash hash) {
    synchronized (findings) {
      return findings.get(hash);
    }
  }

  private VerifiedToken verified(String token, TokenHash hash, Instant now) {
    var verified = verifier.verify(token);
    var finding = new Finding(verified, now, until(verified, now));
    synchronized (findings) {
      findings.remove(hash);
      findings.put(hash, finding);
    }
    return verified;
  }

  private Instant until(VerifiedToken token, Instant now) {
    var until = earlier(now.plus(LIFE), token.expires());
    return maxAge.map(age -> earlier(until, token.issued().plus(age))).orElse(until);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
