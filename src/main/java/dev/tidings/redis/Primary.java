package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/// Finds the Redis that takes writes, each time anew, and opens connections to it. Thread-safe.
final class Primary implements AutoCloseable {

  private final RedisUri uri;
  private final Keys keys;
  private final int timeout;
  private final Sentinels sentinels;

  Primary(RedisConfig config, Keys keys) {
    this.uri = config.uri();
    this.keys = keys;
    this.timeout = (int) config.timeout().toMillis();
    this.sentinels = new Sentinels(uri, this::toSentinel);
  }

  /// Opens a connection on which scripts can be run.
  Link open() throws RedisException {
    var address = address();
    var link = new Link(uri.toString(), connected(address), keys, () -> isStill(address));
    try {
      checkRole(link, address);
      link.load();
      return link;
    } catch (RedisException e) {
      link.close();
      throw e;
    }
  }

  /// Sentinels may still name the one that is no primary any more, or not yet; and another may have
  /// been promoted while this one did not answer.
  private void checkRole(Link link, HostAndPort address) throws RedisException {
    if (uri.kind() != RedisUri.Kind.SENTINEL) {
      return;
    }
    sentinels.look();
    if (link.call(Command.ROLE) instanceof List<?> role
        && role.getFirst() instanceof byte[] name
        && (!new String(name, UTF_8).equals("master") || !isStill(address))) {
      throw RedisException.refused(
          uri.toString(), new JedisDataException("READONLY " + address + " is no primary"));
    }
  }

  private boolean isStill(HostAndPort address) {
    return uri.kind() != RedisUri.Kind.SENTINEL || sentinels.isPrimary(address);
  }

  /// Sentinels often know no users, though the Redis that they watch does.
  private Connection toSentinel(HostAndPort sentinel) {
    try {
      return new Connection(sentinel, config(0, true));
    } catch (JedisDataException e) {
      if (uri.password() == null) {
        throw e;
      }
      return new Connection(sentinel, config(0, false));
    }
  }

  private HostAndPort address() throws RedisException {
    return switch (uri.kind()) {
      case SINGLE -> uri.hosts().getFirst();
      case SENTINEL -> sentinels.primary();
      case CLUSTER -> ownerOfTheSlot();
    };
  }

  private HostAndPort ownerOfTheSlot() throws RedisException {
    JedisException failure = new JedisException("none of them knows it");
    for (var host : uri.hosts()) {
      try (var connection = new Connection(host, config(0, true))) {
        var found = ownerOfTheSlot(connection);
        if (found != null) {
          return found;
        }
      } catch (JedisException e) {
        failure = e;
      }
    }
    throw failure instanceof JedisDataException
        ? RedisException.refused(uri.toString(), failure)
        : RedisException.away(uri.toString(), failure);
  }

  private @Nullable HostAndPort ownerOfTheSlot(Connection node) {
    var slot = JedisClusterCRC16.getSlot(keys.state());
    node.sendCommand(Command.CLUSTER, "SLOTS".getBytes(UTF_8));
    if (node.getOne() instanceof List<?> ranges) {
      for (var range : ranges) {
        if (range instanceof List<?> parts
            && parts.size() > 2
            && parts.get(0) instanceof Long from
            && parts.get(1) instanceof Long to
            && parts.get(2) instanceof List<?> owner
            && from <= slot
            && slot <= to) {
          return hostAndPort(owner);
        }
      }
    }
    return null;
  }

  private static HostAndPort hostAndPort(List<?> address) {
    var port = address.get(1);
    return new HostAndPort(
        new String((byte[]) address.get(0), UTF_8),
        port instanceof byte[] text
            ? Integer.parseInt(new String(text, UTF_8))
            : ((Long) port).intValue());
  }

  private Connection connected(HostAndPort address) throws RedisException {
    return guarded(() -> new Connection(address, config(uri.database(), true)));
  }

  private <T> T guarded(Supplier<T> open) throws RedisException {
    try {
      return open.get();
    } catch (JedisDataException e) {
      throw RedisException.refused(uri.toString(), e);
    } catch (JedisException e) {
      throw RedisException.away(uri.toString(), e);
    }
  }

  private DefaultJedisClientConfig config(int database, boolean asUser) {
    var config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeout)
            .socketTimeoutMillis(timeout)
            .clientName("tidings")
            .database(database);
    if (uri.tls()) {
      config.sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
    }
    if (asUser && uri.password() != null) {
      config.user(uri.user()).password(uri.password());
    }
    return config.build();
  }

  @Override
  public void close() {
    sentinels.close();
  }
}
