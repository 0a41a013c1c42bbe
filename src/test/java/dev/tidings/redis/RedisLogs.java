package dev.tidings.redis;

import dev.tidings.log.Engine;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// What tests do with logs in Redis.
public final class RedisLogs implements Engine {

  public static final Engine REDIS = new RedisLogs();

  private RedisLogs() {}

  /// A log that shows what was acknowledged at once, as the embedded one does.
  @Override
  public EventLog open(
      Path directory, Retention retention, IdempotencyConfig idempotency, InstantSource clock) {
    var config = config(TestRedis.shared(), Integer.toHexString(directory.hashCode()) + ":");
    return new FreshLog(RedisEventLog.open(config, retention, idempotency, clock));
  }

  /// How many idempotency keys are kept.
  public static long keys(EventLog log) {
    return ((FreshLog) log).log().keys();
  }

  /// How many facts lie in the ledger, those that are over included.
  public static int facts(EventLog log) {
    return (int) ((FreshLog) log).log().facts();
  }

  static RedisConfig config(TestRedis redis, String prefix) {
    return new RedisConfig(RedisUri.parse(redis.uri()), prefix, Duration.ofSeconds(1), 0, 1 << 20);
  }
}
