package dev.tidings.configuration;

import dev.tidings.development.Development;
import dev.tidings.development.SigningKey;
import dev.tidings.operations.ProcessLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/// What must be so before the hub may start. Without an issuer and a key nobody could tell a good
/// token from a bad one: in development they are made, in production the hub refuses to run.
public final class Preconditions {

  private static final String ISSUER = "mp.jwt.verify.issuer";
  private static final String KEY = "mp.jwt.verify.publickey";
  private static final String KEY_LOCATION = "mp.jwt.verify.publickey.location";

  /// A PEM block, or a JWK, alone or in a set; whether it is a good one the platform finds.
  private static final Pattern KEY_MATERIAL =
      Pattern.compile("-----BEGIN [A-Z ]*(PUBLIC KEY|CERTIFICATE)-----|\"kty\"\\s*:|^eyJ");

  /// Of the keys whose values are not just text; a converter's own message would not name the key.
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("server.port", Integer.class),
          Map.entry(ProcessLimits.MAX_CONNECTIONS, Long.class),
          Map.entry("tidings.stream.heartbeat", Duration.class),
          Map.entry("tidings.stream.retry", Duration.class),
          Map.entry("tidings.stream.write-timeout", Duration.class),
          Map.entry("tidings.stream.window", Long.class),
          Map.entry("tidings.drain.window", Duration.class),
          Map.entry("tidings.event.max-size", Integer.class),
          Map.entry("tidings.limits.streams", Integer.class),
          Map.entry("tidings.limits.filters", Integer.class),
          Map.entry("tidings.log.sync", Duration.class),
          Map.entry("tidings.idempotency.window", Duration.class),
          Map.entry("tidings.idempotency.max-keys", Long.class),
          Map.entry("tidings.retention.max-age", Duration.class),
          Map.entry("tidings.retention.max-events", Long.class),
          Map.entry("tidings.retention.max-bytes", Long.class));

  private Preconditions() {}

  /// Checks, and in development provides, what the start needs.
  ///
  /// @throws IllegalStateException with a message that names the key
  public static void establish() {
    var config = ConfigProvider.getConfig();
    TYPES.forEach((key, type) -> checkType(config, key, type));
    checkConnections(config);
    if (Development.isOn(config)) {
      provideKey(config);
    } else {
      requireKey(config);
    }
  }

  private static void checkType(Config config, String key, Class<?> type) {
    try {
      var _ = config.getOptionalValue(key, type);
    } catch (IllegalArgumentException e) {
      var form = type.equals(Duration.class) ? "an ISO-8601 duration such as PT15S" : "a number";
      throw new IllegalStateException(
          "%s must be %s, was %s".formatted(key, form, text(config, key).orElse("nothing")), e);
    }
  }

  /// As system properties, because the providers of the platform read them at their own time.
  private static void provideKey(Config config) {
    if (isSet(config, ISSUER) || isSet(config, KEY) || isSet(config, KEY_LOCATION)) {
      requireKey(config);
      return;
    }
    var key = SigningKey.at(Development.keyFile(config));
    System.setProperty(ISSUER, Development.ISSUER);
    System.setProperty(KEY, key.publicKeyPem());
  }

  private static void requireKey(Config config) {
    var issuer =
        text(config, ISSUER)
            .orElseThrow(
                () -> new IllegalStateException(ISSUER + " is not set: whose tokens are good?"));
    if (issuer.equals(Development.ISSUER)) {
      throw new IllegalStateException(ISSUER + " must not be the development profile's own");
    }
    if (!isSet(config, KEY) && !isSet(config, KEY_LOCATION)) {
      throw new IllegalStateException(
          KEY_LOCATION + " is not set: a PEM or JWKS, as a file or a URL, is needed");
    }
    text(config, KEY_LOCATION).ifPresent(Preconditions::checkReadable);
  }

  private static void checkReadable(String location) {
    try {
      var uri = URI.create(location);
      var isFile = uri.getScheme() == null || uri.getScheme().equals("file");
      if (isFile) {
        var file = uri.getScheme() == null ? Path.of(location) : Path.of(uri);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
          throw new IllegalStateException(KEY_LOCATION + " cannot be read: " + location);
        }
        if (!KEY_MATERIAL.matcher(Files.readString(file)).find()) {
          throw new IllegalStateException(KEY_LOCATION + " holds no PEM and no JWK: " + location);
        }
      }
    } catch (IllegalArgumentException | IOException e) {
      throw new IllegalStateException(KEY_LOCATION + " cannot be read: " + location, e);
    }
  }

  /// The server's listener would end for good at the limit of open files.
  private static void checkConnections(Config config) {
    var connections = config.getValue(ProcessLimits.MAX_CONNECTIONS, Long.class);
    var most = ProcessLimits.connectionsFor(ProcessLimits.maxFiles());
    if (connections < 1 || connections > most) {
      throw new IllegalStateException(
          "%s must be from 1 to %d, which the limit of open files allows; was %d"
              .formatted(ProcessLimits.MAX_CONNECTIONS, most, connections));
    }
  }

  private static boolean isSet(Config config, String key) {
    return text(config, key).isPresent();
  }

  private static Optional<String> text(Config config, String key) {
    return config.getOptionalValue(key, String.class).filter(value -> !value.isBlank());
  }
}
