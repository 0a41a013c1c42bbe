package dev.tidings.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// A real proxy before a hub, configured as the documentation says, but for the addresses.
final class Proxy implements AutoCloseable {

  /// Which one.
  enum Kind {
    NGINX("nginx", "listen 80;", "listen 127.0.0.1:%d;") {
      @Override
      String complete(String documented, Path directory) {
        return """
        user root;
        daemon off;
        worker_processes 1;
        pid %1$s/pid;
        error_log stderr;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %2$s
        }
        """
            .formatted(directory, documented);
      }

      @Override
      List<String> command(Path configuration) {
        return List.of("nginx", "-p", configuration.getParent() + "/", "-c", "" + configuration);
      }
    },
    HAPROXY("haproxy", "bind :80", "bind 127.0.0.1:%d") {
      @Override
      String complete(String documented, Path directory) {
        return "global\n    maxconn 256\n" + documented;
      }

      @Override
      List<String> command(Path configuration) {
        return List.of("haproxy", "-db", "-f", "" + configuration);
      }
    };

    private final String program;
    private final String documentedListener;
    private final String listener;

    Kind(String program, String documentedListener, String listener) {
      this.program = program;
      this.documentedListener = documentedListener;
      this.listener = listener;
    }

    abstract String complete(String documented, Path directory);

    abstract List<String> command(Path configuration);

    boolean isInstalled() {
      return List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin").stream()
          .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /// The block of this language in the documentation.
    private String documented(int port, Hub hub) throws IOException {
      var block =
          Pattern.compile("```" + program + "\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(Path.of("docs/operations.md")));
      if (!block.find()) {
        throw new IllegalStateException("no configuration of " + program);
      }
      return replaced(
          replaced(block.group(1), documentedListener, listener.formatted(port)),
          "127.0.0.1:8080",
          "127.0.0.1:" + hub.port());
    }

    private static String replaced(String text, String part, String other) {
      if (!text.contains(part)) {
        throw new IllegalStateException("the documentation has no " + part);
      }
      return text.replace(part, other);
    }
  }

  private final Process process;
  private final int port;
  private final Path output;

  private Proxy(Process process, int port, Path output) {
    this.process = process;
    this.port = port;
    this.output = output;
  }

  /// Starts it, and waits until it reaches the hub.
  static Proxy before(Hub hub, Kind kind, Path directory) throws IOException {
    var port = freePort();
    var configuration = directory.resolve("configuration");
    Files.writeString(configuration, kind.complete(kind.documented(port, hub), directory));
    var output = directory.resolve("output");
    var process =
        new ProcessBuilder(kind.command(configuration))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    var proxy = new Proxy(process, port, output);
    try {
      Eventually.is(kind + " reaches the hub", proxy::reachesTheHub);
      return proxy;
    } catch (AssertionError | RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean reachesTheHub() {
    if (!process.isAlive()) {
      throw new IllegalStateException("it has ended: " + output());
    }
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(uri("/health/live")).timeout(Duration.ofSeconds(5));
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (ConnectException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port + pathAndQuery);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
