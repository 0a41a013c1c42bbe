package dev.tidings.configuration;

import dev.tidings.keys.KeyConfig.Issuer;
import dev.tidings.keys.KeySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.jwt.config.Names;

/// Reads from the configuration who is trusted: the issuer that MicroProfile JWT's own keys name,
/// and those that `tidings.security.issuers` lists by names of their own.
final class Issuers {

  private static final String LIST = "tidings.security.issuers";
  private static final String LOCATION = ".publickey.location";
  private static final String KEY = ".publickey";

  private final Config config;

  private Issuers(Config config) {
    this.config = config;
  }

  /// All of them. The standard's own is left out if it has no key, for a hub inside an application
  /// may have no use for tokens.
  ///
  /// @throws IllegalStateException with a message that names the key
  static List<Issuer> of(Config config) {
    var read = new Issuers(config);
    var issuers = new ArrayList<Issuer>();
    read.standard().ifPresent(issuers::add);
    read.list(LIST).stream().map(read::listed).forEach(issuers::add);
    return List.copyOf(issuers);
  }

  private Optional<Issuer> standard() {
    return text(config, Names.ISSUER)
        .filter(_ -> hasKey(config))
        .map(
            name ->
                issuer(
                    name,
                    Names.VERIFIER_PUBLIC_KEY,
                    Names.VERIFIER_PUBLIC_KEY_LOCATION,
                    audiences()));
  }

  /// Whether the standard's own issuer has one.
  static boolean hasKey(Config config) {
    return text(config, Names.VERIFIER_PUBLIC_KEY).isPresent()
        || text(config, Names.VERIFIER_PUBLIC_KEY_LOCATION).isPresent();
  }

  private Issuer listed(String name) {
    var prefix = LIST + "." + name;
    var issuer =
        text(config, prefix + ".issuer")
            .orElseThrow(() -> new IllegalStateException(prefix + ".issuer is not set"));
    var own = list(prefix + ".audiences");
    return issuer(
        issuer, prefix + KEY, prefix + LOCATION, own.isEmpty() ? audiences() : Set.copyOf(own));
  }

  private Issuer issuer(String name, String key, String location, Set<String> audiences) {
    var inline = text(config, key);
    var place = text(config, location);
    if (inline.isPresent() && place.isPresent()) {
      throw new IllegalStateException("only one of " + key + " and " + location + " can be set");
    }
    return inline.isPresent()
        ? new Issuer(name, audiences, new KeySource.Inline(inline.get()), key)
        : new Issuer(name, audiences, source(location, place), location);
  }

  private static KeySource source(String key, Optional<String> location) {
    var place =
        location.orElseThrow(
            () ->
                new IllegalStateException(
                    key + " is not set: a PEM or JWKS, as a file or a URL, is needed"));
    try {
      return KeySource.at(place);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s cannot be used: %s: %s".formatted(key, place, e.getMessage()), e);
    }
  }

  private Set<String> audiences() {
    return Set.copyOf(list(Names.AUDIENCES));
  }

  private List<String> list(String key) {
    return config.getOptionalValues(key, String.class).orElse(List.of()).stream()
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  static Optional<String> text(Config config, String key) {
    return config.getOptionalValue(key, String.class).filter(value -> !value.isBlank());
  }
}
