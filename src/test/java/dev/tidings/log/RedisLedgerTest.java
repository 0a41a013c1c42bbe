package dev.tidings.log;

import dev.tidings.redis.RedisLogs;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  /// As many as would lie in two orders, once somebody has tidied up, which happens each second.
  @Override
  int stored() {
    try (var log = open()) {
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      var before = RedisLogs.facts(log);
      while (RedisLogs.facts(log) == before && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      return 2 * RedisLogs.facts(log);
    }
  }
}
