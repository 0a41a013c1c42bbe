package dev.tidings.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.embedded.RedisServer;

/// A real Redis for tests, on a port and in a directory of its own.
public final class TestRedis implements AutoCloseable {

  private static @Nullable TestRedis shared;

  private final int port;
  private final List<String> settings;
  private final Path directory;
  private @Nullable RedisServer server;

  private TestRedis(int port, Path directory, List<String> settings) {
    this.port = port;
    this.directory = directory;
    this.settings = settings;
  }

  /// One for all tests of this process that do it no harm; they choose prefixes of their own.
  public static synchronized TestRedis shared() {
    if (shared == null) {
      shared = with("save \"\"");
    }
    return shared;
  }

  /// One of its own, that has started.
  ///
  /// @param settings lines of `redis.conf`
  public static TestRedis with(String... settings) {
    try {
      var redis = new TestRedis(freePort(), Files.createTempDirectory("redis"), List.of(settings));
      Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
      redis.start();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /// Starts it where it was, with what it has saved.
  public synchronized void start() {
    try {
      var builder = RedisServer.newRedisServer().port(port).bind("127.0.0.1");
      builder.setting("dir " + directory);
      settings.forEach(builder::setting);
      var fresh = builder.build();
      fresh.start();
      server = fresh;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized void stop() {
    try {
      if (server != null) {
        server.stop();
        server = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes away what it has saved, while it is stopped.
  public void loseEverything() {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Says something to it.
  public Object call(Command command, String... arguments) {
    try (var connection = new Connection(new HostAndPort("127.0.0.1", port))) {
      connection.sendCommand(command, arguments);
      return connection.getOne();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
