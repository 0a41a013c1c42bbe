package dev.tidings.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.redis.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/// A Redis, its replicas, and the three Sentinels that watch over them.
final class RedisGroup implements AutoCloseable {

  /// What Sentinels call it.
  private static final String NAME = "tidings";

  /// For so long a Redis may be silent before its Sentinels take it for dead.
  static final Duration DOWN_AFTER = Duration.ofSeconds(3);

  private static final String[] SETTINGS = {
    "save \"\"", "appendonly no", "repl-diskless-sync-delay 0"
  };

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String EVENTS = "tidings:{tidings:}events";

  private final List<TestRedis> servers = new ArrayList<>();
  private final List<TestRedis> sentinels = new ArrayList<>();

  /// @param replicas how many there are
  static RedisGroup start(int replicas) {
    var group = new RedisGroup();
    var primary = TestRedis.with(SETTINGS);
    group.servers.add(primary);
    for (int i = 0; i < replicas; i++) {
      group.servers.add(
          TestRedis.with(
              Stream.concat(Stream.of(SETTINGS), Stream.of("replicaof 127.0.0.1 " + primary.port()))
                  .toArray(String[]::new)));
    }
    for (int i = 0; i < 3; i++) {
      group.sentinels.add(
          TestRedis.sentinel(
              "sentinel monitor %s 127.0.0.1 %d 2".formatted(NAME, primary.port()),
              "sentinel down-after-milliseconds %s %d".formatted(NAME, DOWN_AFTER.toMillis()),
              "sentinel failover-timeout %s 3000".formatted(NAME),
              "sentinel parallel-syncs %s 1".formatted(NAME)));
    }
    group.awaitHealth();
    return group;
  }

  private RedisGroup() {}

  String uri() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "/0#" + NAME));
  }

  /// The one that takes writes, as its Sentinels see it.
  TestRedis primary() {
    var address =
        (List<?>) sentinels.getFirst().call(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", NAME);
    var port = Integer.parseInt(text(address.get(1)));
    return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /// One that is not [#primary].
  TestRedis replica() {
    return replicas().getFirst();
  }

  private List<TestRedis> replicas() {
    var primary = primary();
    return servers.stream().filter(server -> server != primary).toList();
  }

  /// Waits until another one than this is the primary.
  void awaitPromotion(TestRedis former) {
    Waiting.until("the replica was promoted", PATIENCE, () -> primary() != former);
  }

  /// Waits until there is a primary with a replica that has everything, and all Sentinels know it.
  void awaitHealth() {
    Waiting.until("Redis has its replicas", PATIENCE, this::isHealthy);
  }

  private boolean isHealthy() {
    try {
      var role = (List<?>) primary().call(Command.ROLE);
      return text(role.getFirst()).equals("master")
          && ((List<?>) role.get(2)).size() == servers.size() - 1
          && replicas().stream().allMatch(RedisGroup::isLinked)
          && sentinels.stream().allMatch(this::knowsItsFellows);
    } catch (JedisException _) {
      return false;
    }
  }

  private static boolean isLinked(TestRedis replica) {
    return text(replica.call(Command.INFO, "replication")).contains("master_link_status:up");
  }

  private boolean knowsItsFellows(TestRedis sentinel) {
    var others = (List<?>) sentinel.call(Command.SENTINEL, "SENTINELS", NAME);
    var replicas = (List<?>) sentinel.call(Command.SENTINEL, "REPLICAS", NAME);
    return others.size() == sentinels.size() - 1 && replicas.size() == servers.size() - 1;
  }

  /// How often each event is in the log, by topic and number.
  Map<String, Integer> stored() {
    var counts = new HashMap<String, Integer>();
    for (var entry : (List<?>) primary().call(Command.XRANGE, EVENTS, "-", "+")) {
      var fields = (List<?>) ((List<?>) entry).get(1);
      for (int i = 0; i < fields.size(); i += 2) {
        if (text(fields.get(i)).equals("b")) {
          counts.merge(data((byte[]) fields.get(i + 1)), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /// The data stands at the end of a stored body, behind what is no digit.
  private static String data(byte[] body) {
    var text = new String(body, UTF_8);
    var at = text.lastIndexOf(" of ") - 1;
    while (at >= 0 && Character.isDigit(text.charAt(at))) {
      at--;
    }
    return text.substring(at + 1);
  }

  /// How many of these events are not in the log.
  long missing(List<Stretch> stretches) {
    var stored = stored();
    return IntStream.range(0, stretches.size())
        .mapToLong(
            topic ->
                IntStream.range(stretches.get(topic).from(), stretches.get(topic).end())
                    .filter(number -> !stored.containsKey(Publishers.data(topic, number)))
                    .count())
        .sum();
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }

  /// What is run.
  String version() {
    var info = text(primary().call(Command.INFO, "server"));
    return info.lines()
        .filter(line -> line.startsWith("redis_version:"))
        .findFirst()
        .orElse("redis_version:?")
        .substring("redis_version:".length());
  }

  @Override
  public void close() {
    sentinels.forEach(TestRedis::close);
    servers.forEach(TestRedis::close);
  }
}
