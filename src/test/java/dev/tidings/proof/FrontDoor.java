package dev.tidings.proof;

import dev.tidings.redis.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// HAProxy before the hubs, configured as `docs/clustering.md` says but for addresses and for times
/// that fit hubs whose heartbeat is quicker; with a second door that leads to the first hub as long
/// as there is that one.
final class FrontDoor implements AutoCloseable {

  private static final Pattern DOCUMENTED = Pattern.compile("```haproxy\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SERVER = Pattern.compile("(?m)^ +server hub\\d .*\n");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port = TestRedis.freePort();
  private final int portOfTheFirst = TestRedis.freePort();
  private final Process process;

  /// @param hubs their ports
  /// @param directory for its configuration and output
  FrontDoor(List<Integer> hubs, Path directory) {
    try {
      var configuration = directory.resolve("haproxy.cfg");
      Files.writeString(configuration, configuration(hubs));
      process =
          new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("haproxy.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("HAProxy is needed (Debian: haproxy)", e);
    }
    Waiting.until("HAProxy is there", PATIENCE, () -> isOpen(port) && isOpen(portOfTheFirst));
  }

  private String configuration(List<Integer> hubs) throws IOException {
    var block = DOCUMENTED.matcher(Files.readString(Path.of("docs/clustering.md")));
    if (!block.find()) {
      throw new IllegalStateException("docs/clustering.md has no configuration of HAProxy");
    }
    var documented = replaced(block.group(1), "timeout server 45s", "timeout server 6s");
    documented = replaced(documented, "bind :80", "bind 127.0.0.1:" + port);
    documented = SERVER.matcher(documented).replaceAll("");
    var servers = new StringBuilder();
    var first = new StringBuilder();
    for (int i = 0; i < hubs.size(); i++) {
      var server = "    server hub%d 127.0.0.1:%d check".formatted(i + 1, hubs.get(i));
      servers.append(server).append('\n');
      first.append(server).append(i == 0 ? "\n" : " backup\n");
    }
    var backend = documented.substring(documented.indexOf("\nbackend tidings\n") + 1);
    return """
    global
        maxconn 8000
    %s%s
    frontend of-the-first
        bind 127.0.0.1:%d
        default_backend first
    %s    option allbackups
    %s\
    """
        .formatted(
            documented,
            servers,
            portOfTheFirst,
            backend.replace("backend tidings", "backend first"),
            first);
  }

  private static String replaced(String text, String part, String other) {
    if (!text.contains(part)) {
      throw new IllegalStateException("docs/clustering.md has no " + part);
    }
    return text.replace(part, other);
  }

  private static boolean isOpen(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  /// The door to all hubs.
  int port() {
    return port;
  }

  /// The door to the first hub, or if it is dead to the others.
  int portOfTheFirst() {
    return portOfTheFirst;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
