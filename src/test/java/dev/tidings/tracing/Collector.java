package dev.tidings.tracing;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// Takes traces as a collector of OpenTelemetry does, over HTTP as JSON.
public final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  public Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/traces",
        exchange -> {
          try (var reader = Json.createReader(exchange.getRequestBody())) {
            requests.add(reader.readObject());
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
  }

  /// Answers so from now on.
  public void answer(int other) {
    status = other;
  }

  public List<JsonObject> requests() {
    return requests;
  }

  /// Of all requests.
  public List<JsonObject> spans() {
    return requests.stream()
        .flatMap(request -> objects(request, "resourceSpans"))
        .flatMap(resource -> objects(resource, "scopeSpans"))
        .flatMap(scope -> objects(scope, "spans"))
        .toList();
  }

  private static Stream<JsonObject> objects(JsonObject object, String name) {
    return object.getJsonArray(name).getValuesAs(JsonObject.class).stream();
  }

  /// The text that a span says under a name; empty for none.
  public static String attribute(JsonObject span, String key) {
    return objects(span, "attributes")
        .filter(attribute -> attribute.getString("key").equals(key))
        .map(attribute -> attribute.getJsonObject("value").getString("stringValue"))
        .findAny()
        .orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
