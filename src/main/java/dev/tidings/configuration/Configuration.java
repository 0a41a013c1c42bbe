package dev.tidings.configuration;

import dev.tidings.broadcast.StreamConfig;
import dev.tidings.browser.AllowedOrigins;
import dev.tidings.connection.ConnectionConfig;
import dev.tidings.event.TopicFilter;
import dev.tidings.http.ManagementConfig;
import dev.tidings.keys.KeyConfig;
import dev.tidings.keys.SignatureAlgorithm;
import dev.tidings.keys.TrustedIssuers;
import dev.tidings.limits.AddressBlock;
import dev.tidings.limits.LimitsConfig;
import dev.tidings.limits.ProxiesConfig;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Ledger;
import dev.tidings.log.Retention;
import dev.tidings.log.RocksDbConfig;
import dev.tidings.log.RocksDbEventLog;
import dev.tidings.operators.Node;
import dev.tidings.publish.PublishConfig;
import dev.tidings.redis.RedisConfig;
import dev.tidings.redis.RedisEventLog;
import dev.tidings.redis.RedisUri;
import dev.tidings.security.AccessConfig;
import dev.tidings.security.TokenRules;
import dev.tidings.tls.TlsConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.config.Names;

/// Producers of configuration values and of the event log that the configuration names.
///
/// The values are `@Singleton`, not `@ApplicationScoped`: a record is final and cannot be proxied.
@Dependent
public class Configuration {

  /// Makes them all at the start, before anything else does. Else a value that is wrong would be
  /// found by the first request that needs it.
  @SuppressWarnings("UnusedVariable") // that they are made is all
  void check(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)
          @Initialized(ApplicationScoped.class)
          Object started,
      StreamConfig streams,
      Node node,
      PublishConfig publishing,
      AccessConfig access,
      LimitsConfig limits,
      ProxiesConfig proxies,
      ConnectionConfig connections,
      TlsConfig tls,
      ManagementConfig management,
      TrustedIssuers issuers,
      Retention retention,
      IdempotencyConfig idempotency) {}

  @Produces
  @Singleton
  StreamConfig streams(
      @ConfigProperty(name = "tidings.stream.heartbeat", defaultValue = "PT15S") Duration heartbeat,
      @ConfigProperty(name = "tidings.stream.retry", defaultValue = "PT2S") Duration retry,
      @ConfigProperty(name = "tidings.stream.write-timeout", defaultValue = "PT30S")
          Duration writeTimeout,
      @ConfigProperty(name = "tidings.stream.expiry-notice", defaultValue = "PT1M")
          Duration expiryNotice,
      @ConfigProperty(name = "tidings.stream.window", defaultValue = "33554432") long window,
      @ConfigProperty(name = "tidings.drain.window", defaultValue = "PT20S") Duration drainWindow) {
    return new StreamConfig(heartbeat, retry, writeTimeout, expiryNotice, window, drainWindow);
  }

  @Produces
  @Singleton
  Node node(@ConfigProperty(name = "tidings.node.name") Optional<String> name) {
    return name.map(Node::new).orElseGet(Node::ofThisHost);
  }

  @Produces
  @Singleton
  PublishConfig publishing(
      @ConfigProperty(name = "tidings.event.max-size", defaultValue = "65536") int maxSize) {
    return new PublishConfig(maxSize);
  }

  @Produces
  @Singleton
  AccessConfig access(
      Config config,
      AllowedOrigins origins,
      @ConfigProperty(name = "tidings.limits.filters", defaultValue = "64") int maxFilters) {
    return new AccessConfig(
        list(config, "tidings.topics.public").stream().map(Configuration::publicTopic).toList(),
        origins,
        maxFilters);
  }

  @Produces
  @Singleton
  LimitsConfig limits(
      @ConfigProperty(name = "tidings.limits.streams", defaultValue = "10000") int streams,
      @ConfigProperty(name = "tidings.limits.streams-per-subject", defaultValue = "0")
          int streamsPerSubject,
      @ConfigProperty(name = "tidings.limits.streams-per-address", defaultValue = "0")
          int streamsPerAddress,
      @ConfigProperty(name = "tidings.limits.connects-per-second", defaultValue = "0")
          int connectsPerSecond,
      @ConfigProperty(name = "tidings.limits.publications-per-second", defaultValue = "0")
          int publicationsPerSecond) {
    return new LimitsConfig(
        streams, streamsPerSubject, streamsPerAddress, connectsPerSecond, publicationsPerSecond);
  }

  @Produces
  @Singleton
  ProxiesConfig proxies(
      Config config,
      @ConfigProperty(name = "tidings.proxies.header", defaultValue = "x-forwarded-for")
          String header) {
    return new ProxiesConfig(
        list(config, "tidings.proxies.trusted").stream().map(Configuration::proxy).toList(),
        forwarding(header));
  }

  private static AddressBlock proxy(String value) {
    try {
      return AddressBlock.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tidings.proxies.trusted must be addresses or blocks such as 10.0.0.0/8, was " + value,
          e);
    }
  }

  private static ProxiesConfig.Header forwarding(String name) {
    return switch (name) {
      case "x-forwarded-for" -> ProxiesConfig.Header.X_FORWARDED_FOR;
      case "forwarded" -> ProxiesConfig.Header.FORWARDED;
      default ->
          throw new IllegalArgumentException(
              "tidings.proxies.header must be x-forwarded-for or forwarded, was " + name);
    };
  }

  @Produces
  @Singleton
  ConnectionConfig connections(
      @ConfigProperty(
              name = "tidings.limits.request-time",
              defaultValue = ConnectionConfig.DEFAULT_REQUEST_TIME)
          Duration requestTime) {
    return new ConnectionConfig(requestTime);
  }

  @Produces
  @Singleton
  AllowedOrigins origins(Config config) {
    return AllowedOrigins.of(list(config, "tidings.cors.origins"));
  }

  @Produces
  @Singleton
  TlsConfig tls(
      @ConfigProperty(name = "tidings.tls.certificate") Optional<Path> certificate,
      @ConfigProperty(name = "tidings.tls.key") Optional<Path> key,
      @ConfigProperty(name = "tidings.tls.check-interval", defaultValue = "PT1M")
          Duration checkInterval,
      @ConfigProperty(name = "tidings.tls.handshake-timeout", defaultValue = "PT10S")
          Duration handshakeTimeout) {
    return new TlsConfig(TlsConfig.files(certificate, key), checkInterval, handshakeTimeout);
  }

  @Produces
  @Singleton
  ManagementConfig management(
      @ConfigProperty(name = "tidings.management.port") Optional<Integer> port,
      @ConfigProperty(name = "tidings.management.host", defaultValue = "0.0.0.0") String host) {
    return new ManagementConfig(port, host);
  }

  /// A missing list is an empty one.
  private static List<String> list(Config config, String key) {
    return config.getOptionalValues(key, String.class).orElse(List.of());
  }

  private static TopicFilter publicTopic(String value) {
    try {
      return new TopicFilter(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tidings.topics.public: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  TokenRules tokens(
      @ConfigProperty(
              name = "tidings.security.algorithms",
              defaultValue = "RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
          List<String> algorithms,
      @ConfigProperty(name = Names.VERIFIER_PUBLIC_KEY_ALGORITHM) Optional<String> only,
      @ConfigProperty(name = Names.CLOCK_SKEW, defaultValue = "0") int skew,
      @ConfigProperty(name = Names.TOKEN_AGE) Optional<Integer> maxAge) {
    var allowed = EnumSet.noneOf(SignatureAlgorithm.class);
    only.map(List::of).orElse(algorithms).stream()
        .map(name -> algorithm(name, only.isPresent()))
        .forEach(allowed::add);
    return new TokenRules(
        Set.copyOf(allowed), Duration.ofSeconds(skew), maxAge.map(Duration::ofSeconds));
  }

  private static SignatureAlgorithm algorithm(String name, boolean only) {
    return SignatureAlgorithm.named(name.strip())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    (only ? Names.VERIFIER_PUBLIC_KEY_ALGORITHM : "tidings.security.algorithms")
                        + " knows no "
                        + name));
  }

  @Produces
  @Singleton
  TrustedIssuers issuers(
      Config config,
      TokenRules rules,
      @ConfigProperty(name = "tidings.security.keys.refresh", defaultValue = "PT1M")
          Duration refresh) {
    return TrustedIssuers.open(new KeyConfig(Issuers.of(config), rules.algorithms(), refresh));
  }

  void close(@Disposes TrustedIssuers issuers) {
    issuers.close();
  }

  @Produces
  @Singleton
  Retention retention(
      @ConfigProperty(name = "tidings.retention.max-age", defaultValue = "PT24H") Duration maxAge,
      @ConfigProperty(name = "tidings.retention.max-events", defaultValue = "1000000")
          long maxEvents,
      @ConfigProperty(name = "tidings.retention.max-bytes", defaultValue = "1073741824")
          long maxBytes) {
    return new Retention(maxAge, maxEvents, maxBytes);
  }

  @Produces
  @Singleton
  IdempotencyConfig idempotency(
      @ConfigProperty(name = "tidings.idempotency.window", defaultValue = "PT10M") Duration window,
      @ConfigProperty(name = "tidings.idempotency.max-keys", defaultValue = "1000000")
          long maxKeys) {
    return new IdempotencyConfig(window, maxKeys);
  }

  @Produces
  @ApplicationScoped
  EventLog eventLog(
      @ConfigProperty(name = "tidings.log.engine", defaultValue = "rocksdb") String engine,
      @ConfigProperty(name = "tidings.log.directory", defaultValue = "data/log") Path directory,
      @ConfigProperty(name = "tidings.log.sync", defaultValue = "PT1S") Duration sync,
      Instance<RedisConfig> redis,
      Retention retention,
      IdempotencyConfig idempotency) {
    return switch (engine) {
      case "rocksdb" ->
          RocksDbEventLog.open(
              new RocksDbConfig(directory, sync), retention, idempotency, InstantSource.system());
      case "redis" -> RedisEventLog.open(redis.get(), retention, idempotency);
      default ->
          throw new IllegalArgumentException(
              "tidings.log.engine must be rocksdb or redis, was " + engine);
    };
  }

  @Produces
  @Singleton
  RedisConfig redis(
      @ConfigProperty(name = "tidings.redis.uri", defaultValue = "redis://localhost:6379")
          String uri,
      @ConfigProperty(name = "tidings.redis.prefix", defaultValue = "tidings:") String prefix,
      @ConfigProperty(name = "tidings.redis.timeout", defaultValue = "PT1S") Duration timeout,
      @ConfigProperty(name = "tidings.redis.wait-replicas", defaultValue = "0") int waitReplicas,
      @ConfigProperty(name = "tidings.redis.window", defaultValue = "33554432") long window,
      PublishConfig publishing) {
    return new RedisConfig(
        RedisUri.parse(uri), prefix, timeout, waitReplicas, window, publishing.maxSize());
  }

  @Produces
  @ApplicationScoped
  Ledger ledger(EventLog log) {
    return log.ledger();
  }

  void close(@Disposes EventLog log) {
    log.close();
  }
}
