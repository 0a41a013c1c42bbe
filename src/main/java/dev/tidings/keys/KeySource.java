package dev.tidings.keys;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Where an issuer's keys lie.
public sealed interface KeySource {

  /// A key set of 256 KiB has hundreds of keys; more is a mistake, or somebody's malice.
  int MAX_BYTES = 256 * 1024;

  /// How long a URL may take for all of its answer.
  Duration PATIENCE = Duration.ofSeconds(5);

  /// Reads what lies there. Blocks, for [#PATIENCE] at the longest.
  ///
  /// @throws IOException with a message for the operator if it cannot be read
  String text() throws IOException;

  /// Whether it is worth another look.
  default boolean mayChange() {
    return true;
  }

  /// Whether it is near enough to keep a secret.
  default boolean mayHoldSecrets() {
    return true;
  }

  /// In the configuration itself.
  record Inline(String text) implements KeySource {

    @Override
    public boolean mayChange() {
      return false;
    }

    @Override
    public String toString() {
      return "the configuration";
    }
  }

  /// In a file; a link is followed, as a mounted Kubernetes secret needs it.
  record File(Path path) implements KeySource {

    @Override
    public String text() throws IOException {
      if (!Files.isRegularFile(path)) {
        throw new IOException("no file");
      }
      try (var in = Files.newInputStream(path)) {
        return KeySource.text(in.readNBytes(MAX_BYTES + 1));
      }
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// At a URL, which must answer `200` itself: redirections are not followed.
  record Url(URI uri) implements KeySource {

    /// Only who has keys at a URL needs it.
    private static final class Client {
      static final HttpClient HTTP =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(PATIENCE)
              .build();
    }

    @Override
    public String text() throws IOException {
      var request =
          HttpRequest.newBuilder(uri)
              .timeout(PATIENCE)
              .header("Accept", "application/jwk-set+json, application/json, */*;q=0.5")
              .build();
      var body =
          HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES);
      var answering = Client.HTTP.sendAsync(request, body);
      try {
        var answer = answering.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (answer.statusCode() != 200) {
          throw new IOException("it answers " + answer.statusCode());
        }
        return KeySource.text(answer.body());
      } catch (TimeoutException e) {
        throw new IOException("it takes longer than " + PATIENCE.toSeconds() + " s", e);
      } catch (ExecutionException e) {
        throw new IOException(reason(e), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
      } finally {
        var _ = answering.cancel(true);
      }
    }

    /// A refused connection, for one, has no message.
    private static String reason(ExecutionException failure) {
      var cause = failure.getCause() == null ? failure : failure.getCause();
      return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public boolean mayHoldSecrets() {
      return false;
    }

    /// Without what may be secret in it.
    @Override
    public String toString() {
      var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }
  }

  /// What a location means: a URL (`http`, `https`, `file`), the path of a file, or of a resource
  /// on the class path where there is no such file.
  ///
  /// @throws IllegalArgumentException if it is none of these
  static KeySource at(String location) {
    var scheme = location.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") ? URI.create(location) : null;
    if (scheme == null) {
      return file(Path.of(location), location);
    }
    return switch (scheme.getScheme().toLowerCase(Locale.ROOT)) {
      case "file" -> new File(Path.of(scheme));
      case "http", "https" -> url(scheme);
      default -> throw new IllegalArgumentException("neither a file nor an http(s) URL");
    };
  }

  private static KeySource url(URI uri) {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("a URL without a host");
    }
    return new Url(uri);
  }

  private static KeySource file(Path path, String location) {
    var name = location.startsWith("/") ? location.substring(1) : location;
    try (var resource =
        Files.exists(path)
            ? null
            : Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
      return resource == null
          ? new File(path)
          : new Inline(text(resource.readNBytes(MAX_BYTES + 1)));
    } catch (IOException e) {
      throw new IllegalArgumentException("a resource that cannot be read", e);
    }
  }

  private static String text(byte[] content) throws IOException {
    if (content.length > MAX_BYTES) {
      throw new IOException("it is larger than " + MAX_BYTES + " bytes");
    }
    return new String(content, StandardCharsets.UTF_8);
  }
}
