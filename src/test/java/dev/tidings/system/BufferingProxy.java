package dev.tidings.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// An nginx as somebody set it up who did not think of streams: it collects an answer until that
/// ends, and does not heed the header by which the hub asks it not to.
final class BufferingProxy implements AutoCloseable {

  static final String MISSING = "nginx is not on the PATH";

  private final Process process;
  private final int port;

  private BufferingProxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isFound() {
    var found = Browser.onPath("nginx").isPresent();
    if (!found && "true".equals(System.getenv("TIDINGS_REQUIRE_BROWSER"))) {
      throw new IllegalStateException(MISSING);
    }
    return found;
  }

  static BufferingProxy before(Hub hub) {
    try {
      var directory = Files.createTempDirectory("tidings-proxy");
      var port = freePort();
      var file =
          Files.writeString(
              directory.resolve("nginx.conf"), configuration(directory, port, hub.port()));
      var process = start(file, directory);
      var proxy = new BufferingProxy(process, port);
      Eventually.is("nginx listens", proxy::isListening);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String configuration(Path directory, int port, int hub) {
    return """
    daemon off;
    master_process off;
    pid %1$s/nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      server {
        listen 127.0.0.1:%2$d;
        location / {
          proxy_pass http://127.0.0.1:%3$d;
          proxy_http_version 1.1;
          proxy_buffering on;
          proxy_ignore_headers X-Accel-Buffering;
          # also the headers wait for the first of so many bytes
          gzip on;
          gzip_types text/event-stream;
          gzip_min_length 0;
        }
      }
    }
    """
        .formatted(directory, port, hub);
  }

  private static Process start(Path configuration, Path directory) throws IOException {
    return new ProcessBuilder(
            Browser.onPath("nginx").orElseThrow().getPath(),
            "-p",
            directory.toString(),
            "-c",
            configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("nginx.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isListening() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
