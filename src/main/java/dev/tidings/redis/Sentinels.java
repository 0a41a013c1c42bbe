package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Knows which Redis is the primary, by asking all of its Sentinels several times a second: one
/// that was away while another was promoted would go on taking writes, and lose them, until it is
/// told. Among Sentinels who say different things the one counts that knows of the latest failover.
///
/// Thread-safe.
final class Sentinels implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final byte[] ADDRESS = "GET-MASTER-ADDR-BY-NAME".getBytes(UTF_8);
  private static final byte[] STATE = "MASTER".getBytes(UTF_8);
  private static final byte[] EPOCH = "config-epoch".getBytes(UTF_8);

  private final RedisUri uri;
  private final Function<HostAndPort, Connection> connect;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("log-sentinels").unstarted(this::run);

  private volatile @Nullable HostAndPort primary;
  private volatile boolean closing;

  // Guarded by this.
  private final Map<HostAndPort, Connection> connections = new HashMap<>();
  private @Nullable JedisException failure;

  /// @param connect opens a connection to one of them
  Sentinels(RedisUri uri, Function<HostAndPort, Connection> connect) {
    this.uri = uri;
    this.connect = connect;
  }

  /// What one of them says.
  ///
  /// @param epoch of the failover after which it was so
  private record Word(HostAndPort primary, long epoch) {}

  /// Which one it is.
  ///
  /// @throws RedisException if no Sentinel has ever said
  HostAndPort primary() throws RedisException {
    var known = primary;
    if (known == null) {
      known = begin();
    }
    return known;
  }

  private synchronized HostAndPort begin() throws RedisException {
    look();
    var known = primary;
    if (known == null) {
      throw failure instanceof JedisDataException refused
          ? RedisException.refused(uri.toString(), refused)
          : RedisException.away(
              uri.toString(),
              failure == null ? new JedisException("no Sentinel knows it") : failure);
    }
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    return known;
  }

  /// Whether it is still this one, as far as is known.
  boolean isPrimary(HostAndPort address) {
    return address.equals(primary);
  }

  private void run() {
    while (!closing) {
      look();
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        // close() ends it
      }
    }
  }

  /// Asks them now.
  synchronized void look() {
    @Nullable Word latest = null;
    for (var sentinel : uri.hosts()) {
      var word = ask(sentinel);
      if (word != null && (latest == null || word.epoch() > latest.epoch())) {
        latest = word;
      }
    }
    if (latest != null) {
      primary = latest.primary();
    }
  }

  private @Nullable Word ask(HostAndPort sentinel) {
    if (closing) {
      return null;
    }
    try {
      var connection = connections.computeIfAbsent(sentinel, connect);
      var name = uri.primary().getBytes(UTF_8);
      connection.sendCommand(Command.SENTINEL, ADDRESS, name);
      if (!(connection.getOne() instanceof List<?> address)) {
        return null;
      }
      connection.sendCommand(Command.SENTINEL, STATE, name);
      return new Word(
          new HostAndPort(text(address.get(0)), Integer.parseInt(text(address.get(1)))),
          epoch(Reply.list(connection.getOne())));
    } catch (JedisException e) {
      failure = e;
      disconnect(connections.remove(sentinel));
      return null;
    }
  }

  private static long epoch(List<?> fields) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i) instanceof byte[] name && Arrays.equals(name, EPOCH)) {
        return Long.parseLong(text(fields.get(i + 1)));
      }
    }
    return 0;
  }

  private static String text(Object reply) {
    return Reply.text(reply);
  }

  private static void disconnect(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (JedisException _) {
        // it was broken anyway
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    synchronized (this) {
      connections.values().forEach(Sentinels::disconnect);
      connections.clear();
    }
  }
}
