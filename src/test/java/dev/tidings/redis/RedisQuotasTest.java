package dev.tidings.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.Logs;
import dev.tidings.log.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisQuotasTest {

  private final TestRedis redis = TestRedis.with("save \"\"");
  private final String prefix = UUID.randomUUID() + ":";
  private final RedisEventLog one = open();
  private final RedisEventLog other = open();

  private RedisEventLog open() {
    return RedisEventLog.open(
        RedisLogs.config(redis, prefix), Logs.ROOMY, Logs.IDEMPOTENCY, RedisQuotasTest::nobody);
  }

  private static Submission nobody(Map<String, byte[]> fields) {
    throw new IllegalStateException("nobody hands in " + fields.keySet());
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    redis.close();
  }

  @Test
  void whatIsHeldAnywhereCountsEverywhere() throws Exception {
    for (var log : List.of(one, other)) {
      log.peers().ask("anything", ""); // both are known to live
    }
    Logs.await("both live", () -> isHeldTogether("probe " + System.nanoTime()));

    assertThat(one.quotas().hold("alice", 2)).isTrue();
    assertThat(other.quotas().hold("alice", 2)).isTrue();
    assertThat(one.quotas().hold("alice", 2)).isFalse();
    assertThat(other.quotas().hold("alice", 2)).isFalse();
    assertThat(other.quotas().hold("bob", 2)).isTrue();

    one.quotas().release("alice");
    Logs.await("free again", () -> other.quotas().hold("alice", 2));
    assertThat(one.quotas().hold("alice", 2)).isFalse();
  }

  private boolean isHeldTogether(String what) {
    one.quotas().hold(what, 1);
    other.quotas().hold(what + "x", 1);
    return !other.quotas().hold(what, 1) && !one.quotas().hold(what + "x", 1);
  }

  @Test
  void manyAtOnceGetNoMoreThanThereIs() throws Exception {
    Logs.await("both live", () -> isHeldTogether("probe " + System.nanoTime()));
    var got = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        var quotas = (i % 2 == 0 ? one : other).quotas();
        var _ =
            threads.submit(
                () -> {
                  if (quotas.hold("crowd", 7)) {
                    got.incrementAndGet();
                  }
                });
      }
    }
    assertThat(got).hasValue(7);
  }

  @Test
  void whatADeadNodeHeldIsFreeAgain() throws Exception {
    Logs.await("both live", () -> isHeldTogether("probe " + System.nanoTime()));
    assertThat(one.quotas().hold("alice", 1)).isTrue();
    assertThat(other.quotas().hold("alice", 1)).isFalse();

    one.close();

    assertThat(other.quotas().hold("alice", 1)).isTrue();
  }

  @Test
  void whatRedisHasLostIsToldToItAgain() throws Exception {
    Logs.await("both live", () -> isHeldTogether("probe " + System.nanoTime()));
    assertThat(one.quotas().hold("alice", 1)).isTrue();

    redis.kill();
    assertThat(other.quotas().hold("bob", 1)).as("nobody can tell").isTrue();
    redis.start();

    Logs.await(
        "told again",
        () -> {
          if (!other.quotas().hold("alice", 1)) {
            return true;
          }
          other.quotas().release("alice");
          return false;
        });
  }

  @Test
  void aRateIsGivenOutTogether() {
    for (int i = 0; i < 4; i++) {
      assertThat(one.quotas().take("alice", 8)).isEmpty();
      assertThat(other.quotas().take("alice", 8)).isEmpty();
    }
    var wait = one.quotas().take("alice", 8);
    assertThat(other.quotas().take("bob", 8)).isEmpty();
    // A slow machine may have been given one more by now.
    wait.ifPresent(it -> assertThat(it).isBetween(Duration.ofMillis(1), Duration.ofMillis(125)));

    other.quotas().charge("alice", 80, 8);
    assertThat(one.quotas().take("alice", 8).orElseThrow())
        .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(11));
  }
}
