package dev.tidings.log;

import dev.tidings.redis.RedisLogs;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The same on Redis.
class RedisIdempotencyTest extends IdempotencyTest {

  RedisIdempotencyTest(@TempDir Path directory) {
    super(directory);
  }

  @Override
  Engine engine() {
    return RedisLogs.REDIS;
  }

  @Override
  long keys(EventLog opened) {
    return RedisLogs.keys(opened);
  }

  /// As many as would lie in two places.
  @Override
  long keysOnDisk() {
    return 2 * keys(opened());
  }

  @Override
  void aLogOfBeforeThereWereKeysIsOpened() {
    // there is none
  }

  @Override
  void whatWasRefusedHasNoKeyOnceTheLogGoesOn() {
    // is of writes to a disk
  }
}
