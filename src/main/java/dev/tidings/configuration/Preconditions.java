package dev.tidings.configuration;

import dev.tidings.development.Development;
import dev.tidings.development.SigningKey;
import dev.tidings.http.Listeners;
import dev.tidings.http.ManagementConfig;
import dev.tidings.operations.LogFormat;
import dev.tidings.operations.ProcessLimits;
import dev.tidings.tls.TlsConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.jwt.config.Names;

/// What must be so before the hub may start. Without an issuer and a key nobody could tell a good
/// token from a bad one: in development they are made, in production the hub refuses to run.
public final class Preconditions {

  private static final String ISSUER = Names.ISSUER;
  private static final String KEY = Names.VERIFIER_PUBLIC_KEY;
  private static final String KEY_LOCATION = Names.VERIFIER_PUBLIC_KEY_LOCATION;

  private static final String OBSERVED_AT = "server.features.observe.sockets";

  /// Of the keys whose values are not just text; a converter's own message would not name the key.
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("server.port", Integer.class),
          Map.entry(Names.CLOCK_SKEW, Integer.class),
          Map.entry(Names.TOKEN_AGE, Integer.class),
          Map.entry(ProcessLimits.MAX_CONNECTIONS, Long.class),
          Map.entry("tidings.stream.heartbeat", Duration.class),
          Map.entry("tidings.stream.retry", Duration.class),
          Map.entry("tidings.stream.write-timeout", Duration.class),
          Map.entry("tidings.stream.window", Long.class),
          Map.entry("tidings.stream.rotation", Duration.class),
          Map.entry("tidings.drain.window", Duration.class),
          Map.entry("tidings.shedding.threshold", Double.class),
          Map.entry("tidings.shedding.per-second", Integer.class),
          Map.entry("tidings.shedding.interval", Duration.class),
          Map.entry("tidings.event.max-size", Integer.class),
          Map.entry("tidings.limits.streams", Integer.class),
          Map.entry("tidings.limits.filters", Integer.class),
          Map.entry("tidings.limits.streams-per-subject", Integer.class),
          Map.entry("tidings.limits.streams-per-address", Integer.class),
          Map.entry("tidings.limits.connects-per-second", Integer.class),
          Map.entry("tidings.limits.publications-per-second", Integer.class),
          Map.entry("tidings.limits.request-time", Duration.class),
          Map.entry("tidings.redis.timeout", Duration.class),
          Map.entry("tidings.redis.wait-replicas", Integer.class),
          Map.entry("tidings.redis.window", Long.class),
          Map.entry("tidings.redis.ready-grace", Duration.class),
          Map.entry("tidings.log.sync", Duration.class),
          Map.entry("tidings.management.port", Integer.class),
          Map.entry("tidings.tls.check-interval", Duration.class),
          Map.entry("tidings.tls.handshake-timeout", Duration.class),
          Map.entry("tidings.idempotency.window", Duration.class),
          Map.entry("tidings.idempotency.max-keys", Long.class),
          Map.entry("tidings.retention.max-age", Duration.class),
          Map.entry("tidings.security.keys.refresh", Duration.class),
          Map.entry("tidings.security.tickets.rotation", Duration.class),
          Map.entry("tidings.retention.max-events", Long.class),
          Map.entry("tidings.retention.max-bytes", Long.class));

  private Preconditions() {}

  /// Checks, and in development provides, what the start needs.
  ///
  /// @throws IllegalStateException with a message that names the key
  public static void establish() {
    var config = ConfigProvider.getConfig();
    LogFormat.named(text(config, LogFormat.KEY).orElse("text")).use();
    TYPES.forEach((key, type) -> checkType(config, key, type));
    checkConnections(config);
    checkTls(config);
    if (isSet(config, ManagementConfig.PORT)) {
      System.setProperty(OBSERVED_AT, Listeners.MANAGEMENT);
    }
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

  /// As system properties, so that they are configuration like any other.
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
    if (isSet(config, Names.DECRYPTOR_KEY_LOCATION)) {
      throw new IllegalStateException(
          Names.DECRYPTOR_KEY_LOCATION + " must not be set: encrypted tokens are not taken");
    }
    var issuers = Issuers.of(config);
    if (!isSet(config, ISSUER) && (issuers.isEmpty() || Issuers.hasKey(config))) {
      throw new IllegalStateException(ISSUER + " is not set: whose tokens are good?");
    }
    if (isSet(config, ISSUER) && !Issuers.hasKey(config)) {
      throw new IllegalStateException(
          KEY_LOCATION + " is not set: a PEM or JWKS, as a file or a URL, is needed");
    }
    for (var issuer : issuers) {
      if (issuer.name().equals(Development.ISSUER)) {
        throw new IllegalStateException(
            "%s: its issuer must not be the development profile's own (%s)"
                .formatted(issuer.key(), ISSUER));
      }
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

  /// The server's own has flaws that the hub's has not; with it nobody would be told.
  private static void checkTls(Config config) {
    for (var key : config.getPropertyNames()) {
      if (key.startsWith("server.tls")) {
        throw new IllegalStateException(
            key + " is not heeded: set " + TlsConfig.CERTIFICATE + " and " + TlsConfig.KEY);
      }
    }
  }

  private static boolean isSet(Config config, String key) {
    return text(config, key).isPresent();
  }

  private static Optional<String> text(Config config, String key) {
    return Issuers.text(config, key);
  }
}
