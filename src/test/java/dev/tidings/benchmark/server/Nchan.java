package dev.tidings.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// nginx with the module nchan, one worker. It checks no token and keeps its events in memory only.
public final class Nchan implements Contender {

  private static final String TEMPLATE = "/benchmark/nginx.conf";
  private static final List<Path> MODULES =
      List.of(
          Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"),
          Path.of("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
          Path.of("/usr/local/lib/nginx/modules/ngx_nchan_module.so"));
  private static final long PATIENCE_SECONDS = 10;

  private final Path directory;
  private final Path module;
  private final String version;
  private final int connections;
  private final AtomicInteger started = new AtomicInteger();

  private Nchan(Path directory, Path module, String version, int connections) {
    this.directory = directory;
    this.module = module;
    this.version = version;
    this.connections = connections;
  }

  /// Empty if it is not installed.
  ///
  /// @param directory where its configuration and temporary files are kept
  /// @param connections how many it is to allow
  public static Optional<Contender> installed(Path directory, int connections) {
    return MODULES.stream()
        .filter(Files::exists)
        .findFirst()
        .flatMap(
            module -> version().map(version -> new Nchan(directory, module, version, connections)));
  }

  private static Optional<String> version() {
    try {
      var process = new ProcessBuilder("nginx", "-v").redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "nchan";
  }

  @Override
  public String description() {
    return version + ", one worker, no tokens, events in memory only";
  }

  @Override
  public Optional<BatchFormat> batches() {
    return Optional.empty();
  }

  @Override
  public Server launch() {
    try {
      var home = Home.empty(directory.resolve("nchan-" + started.incrementAndGet()));
      var port = Server.freePort();
      var configuration =
          Files.writeString(home.path().resolve("nginx.conf"), configuration(home.path(), port));
      var process =
          new ProcessBuilder("nginx", "-p", home.path().toString(), "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(home.path().resolve("output").toFile())
              .start();
      return new Running(process, port, home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration(Path home, int port) throws IOException {
    try (var in = Objects.requireNonNull(Nchan.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("@module@", module.toString())
          .replace("@user@", System.getProperty("user.name"))
          .replace("@connections@", Integer.toString(connections))
          .replace("@home@", home.toString())
          .replace("@port@", Integer.toString(port));
    }
  }

  private static final class Running extends Server {

    private final Process process;
    private final Home home;

    Running(Process process, int port, Home home) {
      super(port);
      this.process = process;
      this.home = home;
    }

    @Override
    public ProcessGroup processes() {
      var pids = new ArrayList<Long>();
      pids.add(process.pid());
      process.descendants().map(ProcessHandle::pid).forEach(pids::add);
      return new ProcessGroup(Set.copyOf(pids));
    }

    @Override
    public String streamRequest(String topic, int stream, @Nullable String lastEventId) {
      return "GET /stream/%s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n%s\r\n"
          .formatted(
              topic, host(), lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n");
    }

    @Override
    public String publishRequest(String topic, int length) {
      return """
      POST /topics/%s HTTP/1.1\r
      Host: %s\r
      Content-Type: text/plain\r
      Content-Length: %d\r
      \r
      """
          .formatted(topic, host(), length);
    }

    @Override
    public String batchRequest(BatchFormat format, int length) {
      throw new UnsupportedOperationException("nchan takes one event a request");
    }

    @Override
    protected String readyPath() {
      return "/ready";
    }

    @Override
    protected String output() {
      try {
        return Files.readString(home.path().resolve("output"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      var workers = process.descendants().toList();
      process.destroy();
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        workers.forEach(ProcessHandle::destroyForcibly);
        home.close();
      }
    }
  }
}
