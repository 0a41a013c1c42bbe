package dev.tidings.configuration;

import dev.tidings.broadcast.StreamConfig;
import dev.tidings.event.TopicFilter;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Retention;
import dev.tidings.log.RocksDbConfig;
import dev.tidings.log.RocksDbEventLog;
import dev.tidings.publish.PublishConfig;
import dev.tidings.security.AccessConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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
      PublishConfig publishing,
      AccessConfig access,
      Retention retention,
      IdempotencyConfig idempotency) {}

  @Produces
  @Singleton
  StreamConfig streams(
      @ConfigProperty(name = "tidings.stream.heartbeat", defaultValue = "PT15S") Duration heartbeat,
      @ConfigProperty(name = "tidings.stream.retry", defaultValue = "PT2S") Duration retry,
      @ConfigProperty(name = "tidings.stream.write-timeout", defaultValue = "PT30S")
          Duration writeTimeout,
      @ConfigProperty(name = "tidings.stream.window", defaultValue = "33554432") long window,
      @ConfigProperty(name = "tidings.drain.window", defaultValue = "PT20S") Duration drainWindow,
      @ConfigProperty(name = "tidings.limits.streams", defaultValue = "10000") int maxStreams) {
    return new StreamConfig(heartbeat, retry, writeTimeout, window, drainWindow, maxStreams);
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
      @ConfigProperty(name = "tidings.limits.filters", defaultValue = "64") int maxFilters) {
    return new AccessConfig(
        list(config, "tidings.topics.public").stream().map(Configuration::publicTopic).toList(),
        Set.copyOf(list(config, "tidings.cors.origins")),
        maxFilters);
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
      Retention retention,
      IdempotencyConfig idempotency) {
    if (!engine.equals("rocksdb")) {
      throw new IllegalArgumentException("tidings.log.engine must be rocksdb, was " + engine);
    }
    return RocksDbEventLog.open(
        new RocksDbConfig(directory, sync), retention, idempotency, InstantSource.system());
  }

  void close(@Disposes EventLog log) {
    log.close();
  }
}
