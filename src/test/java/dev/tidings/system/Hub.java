package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tls.Authority;
import jakarta.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A hub as users run it: the packaged service, in a process of its own, on a real port with a real
/// log. The only class that knows how it is started.
public final class Hub implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern MANAGEMENT = Pattern.compile(".* management host=\\S+ port=(\\d+)");
  private static final Pattern STARTED = Pattern.compile(".* started host=\\S+ port=(\\d+) .*");

  private final Process process;
  private final Tokens tokens;
  private final Path directory;
  private final Thread reader;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final @Nullable Authority authority;
  private final HttpClient http;

  private Hub(Process process, Tokens tokens, Path directory, @Nullable Authority authority) {
    this.authority = authority;
    this.http = client(HttpClient.Version.HTTP_1_1);
    this.process = process;
    this.tokens = tokens;
    this.directory = directory;
    // Not a virtual thread, for it would keep the thread that carries it: with two hubs, both.
    this.reader = Thread.ofPlatform().daemon().start(this::readOutput);
  }

  /// What is started.
  static Path jar() {
    return Path.of(System.getProperty("tidings.jar", "target/tidings.jar")).toAbsolutePath();
  }

  /// What it is started with: the runtime of an image, or that of the tests.
  private static String java() {
    var given = System.getProperty("tidings.java");
    return given != null ? given : ProcessHandle.current().info().command().orElseThrow();
  }

  /// One hub for all tests that need nothing special; it ends with the tests.
  public static Hub shared() {
    return Shared.HUB;
  }

  private static final class Shared {
    static final Hub HUB =
        new Launch()
            .with("tidings.topics.public", "open/**")
            .with("tidings.stream.heartbeat", "PT0.5S")
            .with("tidings.stream.retry", "PT0.3S")
            .with("tidings.drain.window", "PT0S")
            .with("tidings.cors.origins", "https://app.test")
            .start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(HUB::kill));
    }
  }

  /// How a hub is to be started.
  public static final class Launch {

    private final Map<String, String> properties = new LinkedHashMap<>();
    private @Nullable List<String> jvm;
    private List<String> wrapper = List.of();
    private Tokens tokens = new Tokens();
    private Path directory = temporaryDirectory();
    private @Nullable Authority authority;

    public Launch() {
      properties.put("server.port", "0");
      properties.put("server.host", "127.0.0.1");
    }

    public Launch with(String key, String value) {
      properties.put(key, value);
      return this;
    }

    public Launch without(String key) {
      properties.put(key, "");
      return this;
    }

    /// With these options, or none, instead of those that make it start quickly.
    public Launch jvm(String... options) {
      jvm = new ArrayList<>(jvm == null ? List.of() : jvm);
      jvm.addAll(List.of(options));
      return this;
    }

    /// A command that runs the hub's command behind it.
    public Launch under(String... command) {
      wrapper = List.of(command);
      return this;
    }

    /// Where another hub was, with the tokens that it took.
    public Launch inPlaceOf(Hub other) {
      tokens = other.tokens;
      directory = other.directory;
      if (other.authority != null) {
        secured(other.authority);
      }
      return this;
    }

    /// With tokens that somebody else gives out.
    public Launch issuing(Tokens others) {
      tokens = others;
      return this;
    }

    /// With TLS, and a certificate that this authority has issued for it.
    public Launch secured(Authority issuer) {
      authority = issuer;
      issuer.issue().write(directory);
      with("tidings.tls.certificate", directory.resolve("tls.crt").toString());
      return with("tidings.tls.key", directory.resolve("tls.key").toString());
    }

    /// The same, with the certificate and its key in one file, as PKCS#12.
    public Launch securedByKeyStore(Authority issuer) {
      authority = issuer;
      var password = "a password of ours";
      var file = directory.resolve("tls.p12");
      try {
        Files.write(file, Authority.keyStore(password, issuer.issue()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      with("tidings.tls.keystore", file.toString());
      return with("tidings.tls.keystore-password", password);
    }

    public Launch in(Path place) {
      directory = place;
      return this;
    }

    /// Starts it and waits until it takes requests.
    public Hub start() {
      var hub = launch();
      hub.awaitStart();
      return hub;
    }

    /// Starts it, come what may.
    public Hub launch() {
      properties.putIfAbsent("mp.jwt.verify.issuer", Tokens.ISSUER);
      properties.putIfAbsent(
          "mp.jwt.verify.publickey.location", tokens.writePublicKey(directory).toUri().toString());
      properties.putIfAbsent("tidings.log.directory", directory.resolve("log").toString());
      properties.putIfAbsent("tidings.development.key", directory.resolve("key.pem").toString());
      var command = new ArrayList<>(wrapper);
      command.add(java());
      command.addAll(jvm == null ? QuickStart.options() : jvm);
      properties.forEach(
          (key, value) -> {
            if (!value.isEmpty()) {
              command.add("-D" + key + "=" + value);
            }
          });
      command.add("-jar");
      command.add(jar().toString());
      try {
        var process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        return new Hub(process, tokens, directory, authority);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Path temporaryDirectory() {
      try {
        var directory = Files.createTempDirectory("tidings");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
        return directory;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path directory) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException _) {
        // a hub that is about to end may still be writing
      }
    }
  }

  private void readOutput() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
        var started = STARTED.matcher(line);
        if (started.matches()) {
          port.complete(Integer.parseInt(started.group(1)));
        }
      }
    } catch (IOException _) {
      // the process has ended
    } finally {
      port.completeExceptionally(
          new IllegalStateException("not started:\n" + String.join("\n", output)));
    }
  }

  private void awaitStart() {
    try {
      port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      kill();
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return port.join();
  }

  public URI uri(String pathAndQuery) {
    var scheme = authority == null ? "http" : "https";
    return URI.create(scheme + "://127.0.0.1:" + port() + pathAndQuery);
  }

  /// Of the listener that is apart, once the hub has started.
  public URI managementUri(String path) {
    var told = MANAGEMENT.matcher(output());
    assertThat(told.find()).isTrue();
    return URI.create("http://127.0.0.1:" + told.group(1) + path);
  }

  /// A client of its own, with connections of its own, that trusts whom the hub's certificate is
  /// from.
  public HttpClient client(HttpClient.Version version) {
    var builder = HttpClient.newBuilder().version(version).connectTimeout(Duration.ofSeconds(10));
    return authority == null ? builder.build() : builder.sslContext(authority.client()).build();
  }

  public Tokens tokens() {
    return tokens;
  }

  public Path directory() {
    return directory;
  }

  public long pid() {
    return process.pid();
  }

  /// What it has printed.
  public String output() {
    return String.join("\n", output);
  }

  public Process process() {
    return process;
  }

  /// Publishes text with a token that may, and gives the event's id.
  public String publish(String topic, String data) {
    var answer = post("/topics/" + topic, "text/plain", data);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    try (var reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject().getString("id");
    }
  }

  public HttpResponse<String> post(String path, String contentType, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + tokens.everything())
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Opens a stream with a token that may, and reads its opening block.
  public EventStream subscribe(String topic) {
    return stream("topic=" + encoded(topic));
  }

  public EventStream resume(String topic, String lastEventId) {
    return EventStream.open(
        client(HttpClient.Version.HTTP_1_1),
        uri("/stream?topic=" + encoded(topic)),
        tokens.everything(),
        Map.of("Last-Event-ID", lastEventId));
  }

  public EventStream stream(String query) {
    return EventStream.open(
        client(HttpClient.Version.HTTP_1_1),
        uri("/stream?" + query),
        tokens.everything(),
        Map.of());
  }

  /// Polls once with a token that may.
  public HttpResponse<String> poll(String query) {
    return send(
        HttpRequest.newBuilder(uri("/stream?" + query))
            .header("Accept", "application/json")
            .header("Authorization", "Bearer " + tokens.everything()));
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// SIGTERM. (Not through the process itself, which would take no more of its output then.)
  public void terminate() {
    process.toHandle().destroy();
  }

  /// SIGSTOP: it does nothing, and its connections stay.
  public void suspend() {
    signal("-STOP");
  }

  /// SIGCONT.
  public void resume() {
    signal("-CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", name, Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// SIGKILL.
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /// How it ended.
  public int awaitEnd() {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      reader.join(PATIENCE);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
