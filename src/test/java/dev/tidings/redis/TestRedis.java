package dev.tidings.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.embedded.core.ExecutableProvider;

/// A real Redis for tests, or a Sentinel, on a port and in a directory of its own. Which program is
/// run can be chosen: `-Dtidings.redis.server=/usr/bin/valkey-server`.
public final class TestRedis implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String[] SIGNS_OF_READINESS = {
    "eady to accept connections", "Sentinel ID is"
  };

  private static @Nullable TestRedis shared;

  private final int port;
  private final List<String> settings;
  private final List<String> options;
  private final Path directory;
  private @Nullable Process process;

  private TestRedis(int port, Path directory, List<String> settings, List<String> options) {
    this.port = port;
    this.directory = directory;
    this.settings = settings;
    this.options = options;
  }

  /// Which program it is.
  private static final class Program {

    static final File FILE = file();

    private static File file() {
      var chosen = System.getProperty("tidings.redis.server", "");
      try {
        return chosen.isEmpty()
            ? ExecutableProvider.newJarResourceProvider(ExecutableProvider.newProvidedVersionsMap())
                .get()
            : new File(chosen);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
    return started(freePort(), List.of(settings), List.of());
  }

  /// A Sentinel that has started.
  ///
  /// @param settings lines of `sentinel.conf`
  public static TestRedis sentinel(String... settings) {
    return started(freePort(), List.of(settings), List.of("--sentinel"));
  }

  private static TestRedis started(int port, List<String> settings, List<String> options) {
    try {
      var redis = new TestRedis(port, Files.createTempDirectory("redis"), settings, options);
      Runtime.getRuntime().addShutdownHook(new Thread(redis::remove));
      redis.start();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int freePort() {
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

  public Path directory() {
    return directory;
  }

  /// Starts it where it was, with what it has saved.
  public synchronized void start() {
    try {
      var configuration = directory.resolve("redis.conf");
      if (!Files.exists(configuration)) {
        Files.write(configuration, configuration());
      }
      var command = new ArrayList<>(List.of(Program.FILE.getPath(), configuration.toString()));
      command.addAll(options);
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output().toFile())
              .start();
      awaitReadiness(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> configuration() {
    var lines = new ArrayList<String>();
    lines.add("bind 127.0.0.1");
    lines.add("port " + port);
    lines.add("dir " + directory);
    lines.addAll(settings);
    return lines;
  }

  private Path output() {
    return directory.resolve("output");
  }

  private void awaitReadiness(Process started) throws IOException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady(Files.readString(output()))) {
      if (!started.isAlive() || System.nanoTime() > end) {
        started.destroyForcibly();
        throw new IllegalStateException("Redis has not started: " + Files.readString(output()));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static boolean isReady(String output) {
    for (var sign : SIGNS_OF_READINESS) {
      if (output.contains(sign)) {
        return true;
      }
    }
    return false;
  }

  /// As an administrator does it.
  public void stop() {
    end(false);
  }

  /// SIGKILL.
  public void kill() {
    end(true);
  }

  private synchronized void end(boolean atOnce) {
    if (process == null) {
      return;
    }
    if (atOnce) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    try {
      process.waitFor();
      process = null;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// SIGSTOP: it does nothing, and its connections stay.
  public void suspend() {
    signal("-STOP");
  }

  /// SIGCONT.
  public void resume() {
    signal("-CONT");
  }

  private synchronized void signal(String name) {
    if (process == null) {
      return;
    }
    try {
      new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes away what it has saved, while it is stopped.
  public void loseEverything() {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
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
    kill();
  }

  private void remove() {
    kill();
    loseEverything();
    try {
      Files.deleteIfExists(directory);
    } catch (IOException _) {
      // the system clears it away
    }
  }
}
