package dev.tidings.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.TraceContext;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Spans as OpenTelemetry's protocol has them (OTLP 1.x, `ExportTraceServiceRequest`) in its JSON
/// encoding: ids in hexadecimal, numbers of 64 bits as strings.
final class Otlp {

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());
  private static final int ERROR = 2;

  private Otlp() {}

  /// @param node as which the hub calls itself
  static byte[] request(String node, List<Span> spans) {
    var list = JSON.createArrayBuilder();
    spans.forEach(span -> list.add(json(span)));
    var resource = attributes(Map.of("service.name", "tidings", "service.instance.id", node));
    var scope = JSON.createObjectBuilder().add("name", "dev.tidings");
    var ofScope = JSON.createObjectBuilder().add("scope", scope).add("spans", list);
    var ofResource =
        JSON.createObjectBuilder()
            .add("resource", JSON.createObjectBuilder().add("attributes", resource))
            .add("scopeSpans", JSON.createArrayBuilder().add(ofScope));
    return JSON.createObjectBuilder()
        .add("resourceSpans", JSON.createArrayBuilder().add(ofResource))
        .build()
        .toString()
        .getBytes(UTF_8);
  }

  private static JsonObjectBuilder json(Span span) {
    var json =
        JSON.createObjectBuilder()
            .add("traceId", span.context().trace())
            .add("spanId", span.context().span())
            .add("parentSpanId", span.parent().span())
            .add("flags", TraceContext.SAMPLED)
            .add("name", span.work().label())
            .add("kind", span.work().kind())
            .add("startTimeUnixNano", nanos(span.start()))
            .add("endTimeUnixNano", nanos(span.end()))
            .add("attributes", attributes(span.attributes()));
    if (!span.context().state().isEmpty()) {
      json.add("traceState", span.context().state());
    }
    if (span.failed()) {
      json.add("status", JSON.createObjectBuilder().add("code", ERROR));
    }
    return json;
  }

  private static JsonArrayBuilder attributes(Map<String, String> attributes) {
    var list = JSON.createArrayBuilder();
    new TreeMap<>(attributes)
        .forEach(
            (key, value) ->
                list.add(
                    JSON.createObjectBuilder()
                        .add("key", key)
                        .add("value", JSON.createObjectBuilder().add("stringValue", value))));
    return list;
  }

  private static String nanos(Instant time) {
    return Long.toString(TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano());
  }
}
