package dev.tidings.log;

import dev.tidings.redis.RedisLogs;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The same on Redis.
class RedisRetentionTest extends RetentionTest {

  RedisRetentionTest(@TempDir Path directory) {
    super(directory);
  }

  @Override
  Engine engine() {
    return RedisLogs.REDIS;
  }
}
