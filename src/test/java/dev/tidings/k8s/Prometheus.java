package dev.tidings.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real Prometheus that gathers the metrics of one hub, as its operator would have it do in a
/// cluster: with labels for the pod and its namespace.
final class Prometheus implements AutoCloseable {

  private final Process process;
  private final URI at;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Process process, URI at) {
    this.process = process;
    this.at = at;
  }

  /// Whether its programs are on the `PATH`.
  static boolean isInstalled() {
    try {
      return new ProcessBuilder("promtool", "--version").start().waitFor() == 0
          && new ProcessBuilder("prometheus", "--version").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param directory for its files
  static Prometheus gathering(URI hub, Path directory) throws IOException {
    var configuration =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 250ms}
            scrape_configs:
              - job_name: tidings
                static_configs:
                  - targets: ['%s']
                    labels: {namespace: tidings, pod: tidings-0}
            """
                .formatted(hub.getAuthority()));
    var port = freePort();
    var process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, URI.create("http://127.0.0.1:" + port));
  }

  private static int freePort() throws IOException {
    try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /// What it says of its own rules; empty if all is well.
  static String tool(Path directory, String... arguments) throws IOException {
    var command = new ProcessBuilder("promtool");
    command.command().addAll(List.of(arguments));
    var process = command.directory(directory.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      return process.waitFor() == 0 ? "" : said;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The series that an expression has now.
  ///
  /// @throws IOException if it is away, or does not take the expression
  JsonNode query(String expression) throws IOException {
    return result("/api/v1/query?query=" + encoded(expression));
  }

  /// The series of an expression over time.
  JsonNode range(String expression, Instant from, Instant to, double stepSeconds)
      throws IOException {
    return result(
        "/api/v1/query_range?query="
            + encoded(expression)
            + "&start="
            + from
            + "&end="
            + to
            + "&step="
            + stepSeconds);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private JsonNode result(String pathAndQuery) throws IOException {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(at + pathAndQuery)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.body());
      }
      return new ObjectMapper().readTree(answer.body()).at("/data/result");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    http.close();
  }
}
