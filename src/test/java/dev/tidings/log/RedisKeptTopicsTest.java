package dev.tidings.log;

import dev.tidings.redis.RedisLogs;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The same on Redis.
class RedisKeptTopicsTest extends KeptTopicsTest {

  RedisKeptTopicsTest(@TempDir Path directory) {
    super(directory);
  }

  @Override
  Engine engine() {
    return RedisLogs.REDIS;
  }

  @Override
  void aLookIsBoundedHoweverManyEventsATopicHas() {
    // the index counts without looking at each
  }
}
