package dev.tidings.log;

import dev.tidings.redis.RedisLogs;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The same on Redis.
class RedisLedgerTest extends LedgerTest {

  RedisLedgerTest(@TempDir Path directory) {
    super(directory);
  }

  @Override
  Engine engine() {
    return RedisLogs.REDIS;
  }

  @Override
  void aLogThatHadNoLedgerGetsOne() {
    // there is none
  }

  /// As many as would lie in two orders.
  @Override
  int stored() {
    try (var log = open()) {
      return 2 * RedisLogs.facts(log);
    }
  }
}
