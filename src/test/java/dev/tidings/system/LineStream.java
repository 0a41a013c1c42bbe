package dev.tidings.system;

import static dev.tidings.system.Problems.json;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client that reads a stream of lines, each a JSON object.
final class LineStream implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String END = "";

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private LineStream(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().start(this::read);
  }

  static LineStream open(URI uri, String token, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/x-ndjson")
            .header("Authorization", "Bearer " + token);
    headers.forEach(request::header);
    try {
      var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      return new LineStream(http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static LineStream open(Hub hub, String query) {
    return open(hub.uri("/stream?" + query), hub.tokens().everything(), Map.of());
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  private void read() {
    try (var reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException _) {
      // the connection broke; what is not complete does not count
    } finally {
      lines.add(END);
    }
  }

  private String line() {
    try {
      var line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new NoSuchElementException("nothing came for " + PATIENCE);
      }
      return line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The next line, whatever it is.
  JsonObject nextLine() {
    var line = line();
    if (line.equals(END)) {
      throw new NoSuchElementException("the stream has ended");
    }
    return json(line);
  }

  /// The next line that is an event.
  JsonObject next() {
    while (true) {
      var line = nextLine();
      if (line.containsKey("id")) {
        return line;
      }
    }
  }

  /// The data of the next so many events, which are texts.
  List<String> next(int count) {
    var data = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      data.add(next().getString("data"));
    }
    return data;
  }

  /// Reads on until the stream has ended; all that came.
  List<JsonObject> rest() {
    var all = new ArrayList<JsonObject>();
    for (var line = line(); !line.equals(END); line = line()) {
      all.add(json(line));
    }
    return all;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException _) {
      // it was closed already
    }
  }
}
