package dev.tidings.configuration;

import dev.tidings.log.EventBusConfig;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Ledger;
import dev.tidings.log.LogClock;
import dev.tidings.log.Quotas;
import dev.tidings.log.Retention;
import dev.tidings.log.RocksDbConfig;
import dev.tidings.log.RocksDbEventLog;
import dev.tidings.operations.ReadinessConfig;
import dev.tidings.publish.EntryFields;
import dev.tidings.publish.PublishConfig;
import dev.tidings.redis.RedisConfig;
import dev.tidings.redis.RedisEventLog;
import dev.tidings.redis.RedisUri;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Of the event log, and the log itself as the engine that is named.
@Dependent
class LogConfiguration {

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
      RedisConfig redis,
      PublishConfig publishing,
      Retention retention,
      IdempotencyConfig idempotency) {
    return switch (engine) {
      case "rocksdb" ->
          RocksDbEventLog.open(
              new RocksDbConfig(directory, sync), retention, idempotency, InstantSource.system());
      case "redis" ->
          RedisEventLog.open(
              redis, retention, idempotency, new EntryFields(publishing)::submission);
      default ->
          throw new IllegalArgumentException(
              "tidings.log.engine must be rocksdb or redis, was " + engine);
    };
  }

  @Produces
  @Singleton
  EventBusConfig eventBus(
      @ConfigProperty(name = "tidings.stream.linger", defaultValue = "PT0.008S") Duration linger) {
    return new EventBusConfig(linger);
  }

  @Produces
  @Singleton
  RedisConfig redis(
      @ConfigProperty(name = "tidings.redis.uri", defaultValue = "redis://localhost:6379")
          String uri,
      @ConfigProperty(name = "tidings.redis.prefix", defaultValue = "tidings:") String prefix,
      @ConfigProperty(name = "tidings.redis.timeout", defaultValue = "PT1S") Duration timeout,
      @ConfigProperty(name = "tidings.redis.wait-replicas", defaultValue = "0") int waitReplicas,
      @ConfigProperty(name = "tidings.redis.window", defaultValue = "33554432") long window) {
    return new RedisConfig(RedisUri.parse(uri), prefix, timeout, waitReplicas, window);
  }

  @Produces
  @Singleton
  ReadinessConfig readiness(
      @ConfigProperty(name = "tidings.redis.ready-grace", defaultValue = "PT30S") Duration grace) {
    return new ReadinessConfig(grace);
  }

  @Produces
  @ApplicationScoped
  LogClock clock(EventLog log) {
    return log.clock();
  }

  @Produces
  @ApplicationScoped
  Ledger ledger(EventLog log) {
    return log.ledger();
  }

  @Produces
  @ApplicationScoped
  Quotas quotas(EventLog log) {
    return log.quotas();
  }

  void close(@Disposes EventLog log) {
    log.close();
  }
}
