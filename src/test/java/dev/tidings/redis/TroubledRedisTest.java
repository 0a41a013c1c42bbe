package dev.tidings.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.Logs;
import dev.tidings.log.Reading;
import dev.tidings.log.Submission;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/// What goes wrong with Redis is said in words that an operator can use.
class TroubledRedisTest {

  private static final TopicFilters EVERYTHING = TopicFilters.of("**");

  private final TestRedis redis = TestRedis.shared();
  private final String prefix = UUID.randomUUID() + ":";

  private static RedisEventLog open(String uri, String prefix) {
    var config = new RedisConfig(RedisUri.parse(uri), prefix, Duration.ofSeconds(1), 0, 1 << 20);
    return RedisEventLog.open(config, Logs.ROOMY, Logs.IDEMPOTENCY, TroubledRedisTest::nobody);
  }

  private static Submission nobody(Map<String, byte[]> fields) {
    throw new IllegalStateException("nobody hands in " + fields.keySet());
  }

  private RedisEventLog open() {
    return open(redis.uri(), prefix);
  }

  private static Publication news(String data) {
    return Publication.text(new Topic("news"), data);
  }

  @Test
  void aRedisThatIsNotThereIsNamedWithoutThePassword() {
    assertThatThrownBy(() -> open("redis://user:secret@127.0.0.1:1", prefix))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("127.0.0.1:1 cannot be reached")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aWrongPasswordAndMissingRightsAreSaidAtTheStart() {
    redis.call(Command.ACL, "SETUSER", "poor", "on", ">right", "~*", "+ping");

    assertThatThrownBy(() -> open("redis://poor:wrong@127.0.0.1:" + redis.port(), prefix))
        .hasMessageContaining("does not take the user or the password")
        .hasMessageNotContaining("right");
    assertThatThrownBy(() -> open("redis://poor:right@127.0.0.1:" + redis.port(), prefix))
        .hasMessageContaining("NOPERM");
  }

  /// The rights that docs/clustering.md names.
  @Test
  void aUserWithTheRightsThatAreDocumentedIsEnough() throws Exception {
    redis.call(
        Command.ACL,
        "SETUSER",
        "hub",
        "on",
        ">p%",
        "~" + prefix + "*",
        "-@all",
        "+@read",
        "+@write",
        "+@scripting",
        "+@connection",
        "+time",
        "+wait",
        "+role",
        "-@dangerous",
        "+role");
    try (var log = open("redis://hub:p%25@127.0.0.1:" + redis.port(), prefix)) {
      var event = log.append(news("a"));
      Logs.await("read", () -> log.tip().equals(event.id()));
      log.ledger().put("a", "1", event.time().plusSeconds(3600));
      assertThat(log.ledger().withPrefix("a")).containsEntry("a", "1");
      assertThat(log.topics(null, null, 10).topics()).hasSize(1);
    }
  }

  @Test
  void anothersDataUnderAKeyIsSaidAtTheStart() {
    redis.call(Command.SET, new Keys(prefix).named("index"), "another's");

    assertThatThrownBy(this::open)
        .hasMessageContaining("something else under one of the hub's keys");
  }

  @Test
  void hubsWithDifferentPrefixesDoNotSeeEachOther() throws Exception {
    try (var one = open();
        var other = open(redis.uri(), "other ".strip() + prefix)) {
      var event = one.append(news("a"));
      Logs.await("read", () -> one.tip().equals(event.id()));
      assertThat(other.read(other.floor(), EVERYTHING, 10))
          .isEqualTo(new Reading.Page(List.of(), other.tip()));
    }
  }

  @Test
  void anEntryThatIsNoEventIsPassedOver() throws Exception {
    try (var log = open()) {
      var first = log.append(news("a"));
      redis.call(Command.XADD, new Keys(prefix).named("events"), "*", "x", "y");
      var second = log.append(news("b"));

      Logs.await("read", () -> log.tip().equals(second.id()));
      assertThat(log.passedOver()).isEqualTo(1);
      assertThat(Logs.readAll(log, log.floor())).containsExactly(first, second);
    }
  }

  @Test
  void anEntryFromTheFutureMovesIdsAndHarmsNothing() throws Exception {
    try (var log = open()) {
      redis.call(Command.XADD, new Keys(prefix).named("events"), "90000000000000-5", "x", "y");
      var event = log.append(news("a"));

      assertThat(event.id().time()).isEqualTo(90_000_000_000_000L);
      assertThat(log.append(news("b")).id()).isGreaterThan(event.id());
    }
  }

  @Test
  void withoutMemoryPublicationsAreRefusedAndReadingGoesOn() throws Exception {
    try (var small = TestRedis.with("save \"\"", "maxmemory 6mb", "maxmemory-policy noeviction");
        var log = open(small.uri(), prefix)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  log.append(news("x".repeat(60_000)));
                }
              })
          .isInstanceOf(ProblemException.class);

      assertThat(log.failure().orElseThrow()).contains("has no memory left");
      assertThat(Logs.readAll(log, log.floor())).isNotEmpty();
      small.call(Command.CONFIG, "SET", "maxmemory", "100mb");
      Logs.await("goes on", () -> log.failure().isEmpty());
      log.append(news("y"));
    }
  }

  @Test
  void aReplicaIsNamedAsWhatItIs() {
    try (var replica = TestRedis.with("save \"\"", "replicaof 127.0.0.1 " + redis.port())) {
      assertThatThrownBy(() -> open(replica.uri(), prefix)).hasMessageContaining("is a replica");
    }
  }
}
