package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.log.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.Protocol.Command;

/// The ledger that lies beside the stream. Whatever is put is told to all nodes.
///
/// Of what ends, Redis's clock decides, so a node whose own is wrong sees what the others see.
final class RedisLedger implements Ledger {

  private static final Comparator<String> BY_UTF8 =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  /// What Redis can reckon with.
  private static final long LATEST = 1L << 52;

  private final Links links;
  private final Keys keys;
  private final Beginning beginning;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  RedisLedger(Links links, Keys keys, Beginning beginning) {
    this.links = links;
    this.keys = keys;
    this.beginning = beginning;
  }

  /// A value, and from when on it is not found any more, in milliseconds since the epoch.
  private record Fact(long until, String value) {

    static Fact decoded(String stored) {
      var end = stored.indexOf(' ');
      return new Fact(Long.parseLong(stored.substring(0, end)), stored.substring(end + 1));
    }
  }

  @Override
  public Optional<String> find(String key) {
    return links.use(
        link -> {
          var stored = link.call(Command.HGET, keys.facts(), key.getBytes(UTF_8));
          return stored == null
              ? Optional.<String>empty()
              : Optional.of(Fact.decoded(Reply.text(stored)))
                  .filter(isOf(now(link)))
                  .map(Fact::value);
        });
  }

  private static java.util.function.Predicate<Fact> isOf(long now) {
    return fact -> now < fact.until();
  }

  private long now(Link link) throws RedisException {
    var given = new String(beginning.now(), UTF_8);
    if (!given.isEmpty()) {
      return Long.parseLong(given);
    }
    return RedisClock.timeOf(link).toEpochMilli();
  }

  @Override
  public String putIfAbsent(String key, String value, Instant until) {
    return put(key, value, until, true);
  }

  @Override
  public void put(String key, String value, Instant until) {
    put(key, value, until, false);
  }

  private String put(String key, String value, Instant until, boolean onlyIfAbsent) {
    var arguments = new ArrayList<byte[]>();
    arguments.add(beginning.now());
    arguments.add(Reply.bytes(onlyIfAbsent ? "1" : "0"));
    arguments.add(key.getBytes(UTF_8));
    arguments.add(value.getBytes(UTF_8));
    arguments.add(Reply.bytes(milliseconds(until)));
    return Reply.text(links.use(link -> link.run(Script.PUT, arguments)));
  }

  private static long milliseconds(Instant time) {
    if (time.isBefore(Instant.EPOCH)) {
      return 0;
    }
    try {
      return Math.min(time.toEpochMilli(), LATEST);
    } catch (ArithmeticException _) {
      return LATEST;
    }
  }

  @Override
  public Map<String, String> withPrefix(String prefix) {
    return links.use(
        link -> {
          var now = now(link);
          var found = new TreeMap<String, String>(BY_UTF8);
          var cursor = "0";
          do {
            var reply =
                Reply.list(
                    link.call(
                        Command.HSCAN,
                        keys.facts(),
                        Reply.bytes(cursor),
                        Reply.bytes("COUNT"),
                        Reply.bytes(1000)));
            cursor = Reply.text(reply.get(0));
            var pairs = Reply.list(reply.get(1));
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
              var key = Reply.text(pairs.get(i));
              var fact = Fact.decoded(Reply.text(pairs.get(i + 1)));
              if (key.startsWith(prefix) && now < fact.until()) {
                found.put(key, fact.value());
              }
            }
          } while (!cursor.equals("0"));
          return found;
        });
  }

  @Override
  public void follow(Follower follower) {
    followers.add(follower);
  }

  void heard(String key, String value) {
    followers.forEach(follower -> follower.put(key, value));
  }

  void missedSome() {
    followers.forEach(Follower::missedSome);
  }
}
