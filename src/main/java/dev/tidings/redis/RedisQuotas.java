package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.log.Quotas;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import redis.clients.jedis.Protocol.Command;

/// Counts with the other nodes. Each node's counts lie under a key of their own, which ends with
/// its signs of life, so what a dead node held is free again within seconds.
///
/// A count is written as it is and not as a change to it: one that did not arrive is made good by
/// the next. Thread-safe.
final class RedisQuotas implements Quotas {

  private static final String HELD = "held:";
  private static final String RATE = "rate:";

  /// Of a node's counts, behind its last sign of life.
  private static final Duration LIFE = Duration.ofSeconds(60);

  private static final int STRIPES = 64;

  private final Links links;
  private final Keys keys;
  private final String node;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("log-quotas").unstarted(this::tellChanges);

  /// One for some of the names each, so that counts of one name are written in their order.
  private final Object[] stripes = new Object[STRIPES];

  private final ConcurrentHashMap<String, Integer> own = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<String> changed = new LinkedBlockingQueue<>();

  RedisQuotas(Links links, Keys keys, String node) {
    this.links = links;
    this.keys = keys;
    this.node = node;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
  }

  void start() {
    thread.start();
  }

  private Object stripe(String what) {
    return stripes[Math.floorMod(what.hashCode(), STRIPES)];
  }

  @Override
  public boolean hold(String what, int most) {
    synchronized (stripe(what)) {
      var count = own.merge(what, 1, Integer::sum);
      if (isCounted(what, count, most)) {
        return true;
      }
      reduce(what);
      return false;
    }
  }

  private boolean isCounted(String what, int count, int most) {
    try {
      return tell(what, count, most);
    } catch (ProblemException _) {
      return true; // nobody can tell
    }
  }

  @Override
  public void release(String what) {
    reduce(what);
    changed.add(what);
  }

  private void reduce(String what) {
    own.computeIfPresent(what, (_, count) -> count == 1 ? null : count - 1);
  }

  private boolean tell(String what, int count, int most) {
    var arguments =
        List.of(
            keys.key(HELD),
            node.getBytes(UTF_8),
            what.getBytes(UTF_8),
            Reply.bytes(count),
            Reply.bytes(most),
            Reply.bytes(LIFE.toMillis()));
    return links.use(link -> link.run(Script.HOLD, arguments)) instanceof Long counted
        && counted == 1;
  }

  private void tellChanges() {
    try {
      while (true) {
        var what = changed.take();
        try {
          synchronized (stripe(what)) {
            tell(what, own.getOrDefault(what, 0), 0);
          }
        } catch (ProblemException _) {
          // The count is told with the next stream of that name, or ends with this node's key.
          Thread.sleep(100);
        }
      }
    } catch (InterruptedException _) {
      // close() ends it
    }
  }

  /// Has this node's counts go on, or writes them anew if Redis has lost them.
  void live(Link link) throws RedisException {
    if (own.isEmpty()) {
      return;
    }
    var key = keys.key(HELD + node);
    var life = Reply.bytes(LIFE.toMillis());
    if (link.call(Command.PEXPIRE, key, life) instanceof Long there && there == 1) {
      return;
    }
    var fields = new ArrayList<byte[]>(List.of(key));
    own.forEach(
        (what, count) -> {
          fields.add(what.getBytes(UTF_8));
          fields.add(Reply.bytes(count));
        });
    if (fields.size() > 1) {
      link.call(Command.HSET, fields.toArray(byte[][]::new));
      link.call(Command.PEXPIRE, key, life);
    }
  }

  @Override
  public Optional<Duration> take(String what, int perSecond) {
    return taken(what, 1, perSecond, false);
  }

  @Override
  public void charge(String what, int amount, int perSecond) {
    var _ = taken(what, amount, perSecond, true);
  }

  private Optional<Duration> taken(String what, int amount, int perSecond, boolean always) {
    var arguments =
        List.of(
            keys.key(RATE + what),
            Reply.bytes(amount),
            Reply.bytes(perSecond),
            Reply.bytes(always ? 1 : 0));
    try {
      var wait = (Long) links.use(link -> link.run(Script.RATE, arguments));
      return wait == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(wait));
    } catch (ProblemException _) {
      return Optional.empty();
    }
  }

  void close() {
    thread.interrupt();
    try {
      links.use(link -> link.call(Command.DEL, keys.key(HELD + node)));
    } catch (ProblemException _) {
      // it ends by itself
    }
  }
}
