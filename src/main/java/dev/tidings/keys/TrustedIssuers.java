package dev.tidings.keys;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All whose tokens are good, by the name that tokens have in `iss`. Thread-safe.
public final class TrustedIssuers implements AutoCloseable {

  private final Map<String, TrustedIssuer> issuers = new HashMap<>();
  private final AtomicLong version = new AtomicLong();

  private TrustedIssuers() {}

  /// Reads the keys of all.
  ///
  /// @throws IllegalStateException with a message that names a key of the configuration, if keys
  ///     cannot be used or an issuer is named twice
  public static TrustedIssuers open(KeyConfig config) {
    var opened = new TrustedIssuers();
    try {
      for (var issuer : config.issuers()) {
        opened.add(issuer, config);
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void add(KeyConfig.Issuer issuer, KeyConfig config) {
    if (issuers.containsKey(issuer.name())) {
      throw new IllegalStateException(
          "%s: the issuer %s is there twice".formatted(issuer.key(), issuer.name()));
    }
    var keys = IssuerKeys.open(issuer, config, version::incrementAndGet, System::nanoTime);
    issuers.put(issuer.name(), new TrustedIssuer(issuer.audiences(), keys));
  }

  /// Empty for somebody who is not trusted.
  public Optional<TrustedIssuer> named(@Nullable String issuer) {
    return Optional.ofNullable(issuers.get(issuer));
  }

  /// Another one whenever somebody's keys have changed: what was found good before may not be so
  /// any more.
  public long version() {
    return version.get();
  }

  /// Whether anybody's tokens can be told apart at present. True if nobody is trusted, for then all
  /// are bad.
  public boolean canJudge() {
    return issuers.isEmpty()
        || issuers.values().stream().anyMatch(issuer -> issuer.keys().areKnown());
  }

  @Override
  public void close() {
    issuers.values().forEach(issuer -> issuer.keys().close());
  }
}
