package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.tracing.Collector;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/// A hub that tells a collector of its part in traces.
class TracingIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @Test
  void anEventComesBehindTheHubsOwnSpans() {
    try (var collector = new Collector();
        var hub =
            new Hub.Launch()
                .with("tidings.tracing.endpoint", collector.endpoint().toString())
                .with("tidings.node.name", "traced")
                .start();
        var stream = hub.stream("topic=traced&envelope=true")) {
      hub.publish("traced", "of no trace");
      var answer =
          hub.send(
              HttpRequest.newBuilder(hub.uri("/topics/traced"))
                  .header("Authorization", "Bearer " + hub.tokens().everything())
                  .header("Content-Type", "text/plain")
                  .header("traceparent", PARENT)
                  .POST(HttpRequest.BodyPublishers.ofString("x")));
      assertThat(answer.statusCode()).isEqualTo(201);

      Eventually.is("told", () -> collector.spans().size() == 2);
      var publish = named("publish", collector);
      var handOn = named("hand on", collector);
      assertThat(publish.getString("traceId")).isEqualTo(TRACE);
      assertThat(publish.getString("parentSpanId")).isEqualTo("00f067aa0ba902b7");
      assertThat(handOn.getString("parentSpanId")).isEqualTo(publish.getString("spanId"));
      assertThat(Collector.attribute(publish, "messaging.message.id"))
          .isEqualTo(json(answer.body()).getString("id"));
      assertThat(json(String.valueOf(stream.next().data())).keySet()).doesNotContain("traceparent");
      assertThat(json(String.valueOf(stream.next().data())).getString("traceparent"))
          .isEqualTo("00-" + TRACE + "-" + publish.getString("spanId") + "-01");
      assertThat(collector.requests().toString()).doesNotContain(hub.tokens().everything());
    }
  }

  private static JsonObject named(String name, Collector collector) {
    return collector.spans().stream()
        .filter(span -> span.getString("name").equals(name))
        .findAny()
        .orElseThrow();
  }
}
