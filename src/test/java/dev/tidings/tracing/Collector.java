package dev.tidings.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Takes traces as a collector of OpenTelemetry does, over HTTP as JSON, and refuses what is not as
/// the messages of its protocol are defined.
public final class Collector implements AutoCloseable {

  private static final Pattern ID =
      Pattern.compile("(\"(?:traceId|spanId|parentSpanId)\":\")([0-9a-f]+)\"");

  private final HttpServer server;
  private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
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
          var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          try (var reader = Json.createReader(new StringReader(body))) {
            check(body);
            requests.add(reader.readObject());
            exchange.sendResponseHeaders(status, -1);
          } catch (InvalidProtocolBufferException e) {
            errors.add(body + ": " + e.getMessage());
            exchange.sendResponseHeaders(400, -1);
          }
          exchange.close();
        });
    server.start();
  }

  /// Ids are in hexadecimal, other than JSON of protocol buffers has them; all else is as there.
  private static void check(String body) throws InvalidProtocolBufferException {
    var plain =
        ID.matcher(body)
            .replaceAll(
                id ->
                    id.group(1)
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(id.group(2)))
                        + '"');
    JsonFormat.parser().merge(plain, ExportTraceServiceRequest.newBuilder());
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
  }

  /// Answers so from now on.
  public void answer(int other) {
    status = other;
  }

  /// Those that were well formed; what was not is an error of the test that asks.
  public List<JsonObject> requests() {
    assertThat(errors).isEmpty();
    return requests;
  }

  /// Of all requests.
  public List<JsonObject> spans() {
    return requests().stream()
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
