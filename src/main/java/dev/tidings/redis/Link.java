package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// One connection to the Redis that takes writes. For one thread at a time.
///
/// After a [RedisException] that is not an answer the connection is of no use any more.
final class Link implements AutoCloseable {

  private final String where;
  private final Connection connection;
  private final Keys keys;
  private final BooleanSupplier current;

  /// @param current whether the one at the other end still is the one that takes writes, as far as
  ///     is known
  Link(String where, Connection connection, Keys keys, BooleanSupplier current) {
    this.where = where;
    this.connection = connection;
    this.keys = keys;
    this.current = current;
  }

  /// Fails if another Redis takes the writes now.
  void checkCurrent() throws RedisException {
    if (!current.getAsBoolean()) {
      throw RedisException.away(where, new JedisException("another has been promoted"));
    }
  }

  /// Has scripts ready, so that they can be called by their hash.
  void load() throws RedisException {
    for (var script : Script.values()) {
      call(Command.SCRIPT, "LOAD".getBytes(UTF_8), script.source());
    }
  }

  /// Sends a command and waits for what Redis answers: a list, bytes, a number, or null.
  Object call(Command command, byte[]... arguments) throws RedisException {
    send(command, arguments);
    return receive();
  }

  /// Sends a command whose answer is to be received later.
  void send(Command command, byte[]... arguments) throws RedisException {
    try {
      connection.sendCommand(command, arguments);
    } catch (JedisException e) {
      throw RedisException.away(where, e);
    }
  }

  Object receive() throws RedisException {
    try {
      return connection.getOne();
    } catch (JedisDataException e) {
      throw RedisException.refused(where, e);
    } catch (JedisException e) {
      throw RedisException.away(where, e);
    }
  }

  Object run(Script script, List<byte[]> arguments) throws RedisException {
    sendScript(script, arguments);
    try {
      return receive();
    } catch (RedisException e) {
      if (!String.valueOf(e.getMessage()).contains("NOSCRIPT")) {
        throw e;
      }
      // Somebody has flushed them. Nothing was run.
      load();
      sendScript(script, arguments);
      return receive();
    }
  }

  private void sendScript(Script script, List<byte[]> arguments) throws RedisException {
    var all = new ArrayList<byte[]>(2 + keys.all().size() + arguments.size());
    all.add(script.hash());
    all.add(Integer.toString(keys.all().size()).getBytes(UTF_8));
    all.addAll(keys.all());
    all.addAll(arguments);
    send(Command.EVALSHA, all.toArray(byte[][]::new));
  }

  /// How long an answer may take.
  void patience(int milliseconds) {
    connection.setSoTimeout(milliseconds);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (JedisException _) {
      // it was broken anyway
    }
  }
}
