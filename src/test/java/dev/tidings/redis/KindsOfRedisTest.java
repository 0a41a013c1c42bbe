package dev.tidings.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.log.Logs;
import dev.tidings.log.Submission;
import dev.tidings.problem.ProblemException;
import dev.tidings.tls.Authority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/// Each way in which Redis can be run, with the real thing.
class KindsOfRedisTest {

  private static final String[] PLAIN = {"save \"\"", "repl-diskless-sync-delay 0"};

  private final String prefix = UUID.randomUUID() + ":";

  private RedisEventLog open(String uri, int waitReplicas) {
    var config =
        new RedisConfig(RedisUri.parse(uri), prefix, Duration.ofSeconds(1), waitReplicas, 1 << 20);
    return RedisEventLog.open(
        config, Logs.ROOMY, Logs.IDEMPOTENCY, _ -> Submission.of(List.of(news("x"))));
  }

  private static Publication news(String data) {
    return Publication.text(new Topic("news"), data);
  }

  private static TestRedis replicaOf(TestRedis primary, String... more) {
    var settings = new ArrayList<>(List.of(PLAIN));
    settings.add("replicaof 127.0.0.1 " + primary.port());
    settings.addAll(List.of(more));
    var replica = TestRedis.with(settings.toArray(String[]::new));
    return replica;
  }

  private static String info(TestRedis redis, String section) {
    try {
      return new String((byte[]) redis.call(Command.INFO, section), StandardCharsets.UTF_8);
    } catch (JedisException _) {
      return "";
    }
  }

  // ---- replicas that are waited for

  @Test
  void anEventIsAcknowledgedWhenEnoughReplicasHaveIt() throws Exception {
    try (var primary = TestRedis.with(PLAIN);
        var replica = replicaOf(primary);
        var log = open(primary.uri(), 1)) {
      Logs.await("replicated", () -> info(replica, "replication").contains("link_status:up"));
      log.append(news("a"));
      assertThat(replica.call(Command.XLEN, new Keys(prefix).named("events"))).isEqualTo(1L);

      replica.suspend();
      var once = new Submission(List.of(news("b")), IdempotencyKey.of("once"));
      assertThatThrownBy(() -> log.submit(List.of(once))).isInstanceOf(ProblemException.class);
      replica.resume();

      var receipt = log.submit(List.of(once)).getFirst();
      assertThat(receipt.isRepeat()).as("it was stored, but not safely").isTrue();
      Logs.await("read", () -> log.tip().equals(receipt.events().getFirst().id()));
      assertThat(Logs.readAll(log, log.floor())).hasSize(2);
    }
  }

  @Test
  void withoutReplicasNothingIsAcknowledged() {
    try (var alone = TestRedis.with(PLAIN);
        var log = open(alone.uri(), 1)) {
      assertThatThrownBy(() -> log.append(news("a"))).isInstanceOf(ProblemException.class);
    }
  }

  // ---- Sentinels

  @Test
  void sentinelsSayWhichRedisTakesWritesAlsoAfterAFailover() throws Exception {
    try (var primary = TestRedis.with(PLAIN);
        var replica = replicaOf(primary);
        var sentinel =
            TestRedis.sentinel(
                "sentinel monitor main 127.0.0.1 %d 1".formatted(primary.port()),
                "sentinel down-after-milliseconds main 500",
                "sentinel failover-timeout main 2000");
        var log =
            open("redis-sentinel://127.0.0.1:1,127.0.0.1:%d#main".formatted(sentinel.port()), 0)) {
      var first = log.append(news("a"));
      Logs.await(
          "the Sentinel knows the replica",
          () ->
              ((List<?>) sentinel.call(Command.SENTINEL, "REPLICAS", "main")).size() == 1
                  && info(replica, "replication").contains("link_status:up"));

      primary.kill();
      Logs.await("away", () -> log.failure().isPresent());
      Logs.await("promoted", () -> log.failure().isEmpty());
      var second = log.append(news("b"));

      Logs.await("read", () -> log.tip().equals(second.id()));
      assertThat(Logs.readAll(log, log.floor())).containsExactly(first, second);
    }
  }

  @Test
  void sentinelsNeedNotKnowTheUserOfRedis() throws Exception {
    try (var primary = TestRedis.with("save \"\"", "requirepass p");
        var sentinel =
            TestRedis.sentinel(
                "sentinel monitor main 127.0.0.1 %d 1".formatted(primary.port()),
                "sentinel auth-pass main p");
        var log = open("redis-sentinel://:p@127.0.0.1:%d#main".formatted(sentinel.port()), 0)) {
      log.append(news("a"));

      try (var unknown =
          open("redis-sentinel://:p@127.0.0.1:%d#other".formatted(sentinel.port()), 0)) {
        assertThat(unknown.failure()).isPresent();
      }
    }
  }

  // ---- a cluster

  @Test
  void aClusterIsSpokenToWhereTheKeysAreAlsoWhenTheyMove() throws Exception {
    try (var one = TestRedis.with("save \"\"", "cluster-enabled yes");
        var other = TestRedis.with("save \"\"", "cluster-enabled yes")) {
      one.call(Command.CLUSTER, "MEET", "127.0.0.1", "" + other.port());
      Logs.await("met", () -> nodes(one).contains(id(other)) && nodes(other).contains(id(one)));
      // All on one, so that the other has to say where they are.
      addSlots(one);
      Logs.await(
          "whole", () -> cluster(one).contains("state:ok") && cluster(other).contains("state:ok"));
      try (var log = open("redis-cluster://127.0.0.1:1,127.0.0.1:" + other.port(), 0)) {
        var first = log.append(news("a"));
        other.call(Command.CLUSTER, "REPLICATE", id(one));
        Logs.await("replicated", () -> info(other, "replication").contains("link_status:up"));

        other.call(Command.CLUSTER, "FAILOVER", "TAKEOVER");
        Logs.await("moved", () -> info(other, "replication").contains("role:master"));
        Logs.await("goes on", () -> isTaken(log));

        Logs.await("read", () -> Logs.readAll(log, log.floor()).size() == 2);
        assertThat(Logs.readAll(log, log.floor()).getFirst()).isEqualTo(first);
      }
    }
  }

  private static boolean isTaken(RedisEventLog log) {
    try {
      log.append(news("b"));
      return true;
    } catch (ProblemException _) {
      return false;
    }
  }

  private static void addSlots(TestRedis node) {
    var arguments = new ArrayList<>(List.of("ADDSLOTS"));
    for (int slot = 0; slot < 16_384; slot++) {
      arguments.add("" + slot);
    }
    node.call(Command.CLUSTER, arguments.toArray(String[]::new));
  }

  private static String id(TestRedis node) {
    return new String((byte[]) node.call(Command.CLUSTER, "MYID"), StandardCharsets.UTF_8);
  }

  private static String nodes(TestRedis node) {
    return new String((byte[]) node.call(Command.CLUSTER, "NODES"), StandardCharsets.UTF_8);
  }

  private static String cluster(TestRedis node) {
    return new String((byte[]) node.call(Command.CLUSTER, "INFO"), StandardCharsets.UTF_8);
  }

  // ---- TLS

  @Test
  void aRedisIsSpokenToByTlsIfItsCertificateIsTrusted(@TempDir Path directory) throws Exception {
    var authority = new Authority();
    authority.issue().write(directory);
    Files.writeString(directory.resolve("authority.crt"), authority.pem());
    var port = TestRedis.freePort();
    try (var redis =
        TestRedis.with(
            "save \"\"",
            "tls-port " + port,
            "tls-cert-file " + directory.resolve("tls.crt"),
            "tls-key-file " + directory.resolve("tls.key"),
            "tls-ca-cert-file " + directory.resolve("authority.crt"),
            "tls-auth-clients no")) {
      var uri = "rediss://127.0.0.1:" + port;
      try (var suspicious = open(uri, 0)) {
        assertThat(suspicious.failure().orElseThrow()).contains("cannot be reached", "certif");
      }
      assertThat(redis.port()).isPositive();
      trusting(
          authority,
          directory,
          () -> {
            try (var log = open(uri, 0)) {
              var event = log.append(news("a"));
              Logs.await("read", () -> log.tip().equals(event.id()));
            }
          });
    }
  }

  private interface Task {
    void run() throws Exception;
  }

  /// As with `-Djavax.net.ssl.trustStore`.
  private static void trusting(Authority authority, Path directory, Task task) throws Exception {
    var store = directory.resolve("trust.p12");
    write(store, authority.trustStore("changeit"));
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    try {
      task.run();
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
  }
}
