package dev.tidings.contract;

import dev.tidings.system.Hub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One request, and how a hub answers it.
///
/// @param headers by their names
record Ask(String method, String target, Map<String, String> headers, String body) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param headers by their names in lower case
  /// @param body empty for a stream, which is left again at once
  record Answer(int status, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /// Without its parameters.
    String contentType() {
      return header("content-type").replaceFirst(";.*", "");
    }
  }

  static Ask get(String target) {
    return new Ask("GET", target, Map.of(), "");
  }

  static Ask post(String target, String contentType, String body) {
    return new Ask("POST", target, Map.of("Content-Type", contentType), body);
  }

  Ask with(String header, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Ask(method, target, all, body);
  }

  Ask bearing(String token) {
    return with("Authorization", "Bearer " + token);
  }

  Answer of(Hub hub) {
    var request = HttpRequest.newBuilder(hub.uri(target)).timeout(Duration.ofSeconds(20));
    headers.forEach(request::header);
    request.method(method, HttpRequest.BodyPublishers.ofString(body));
    try {
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (var in = response.body()) {
        var headers = new TreeMap<>(response.headers().map());
        var isStream = isEndless(response.headers().firstValue("content-type").orElse(""));
        var text = isStream ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(response.statusCode(), headers, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isEndless(String contentType) {
    return contentType.startsWith("text/event-stream")
        || contentType.startsWith("application/x-ndjson");
  }

  @Override
  public String toString() {
    return method + " " + target + " " + headers.keySet();
  }
}
