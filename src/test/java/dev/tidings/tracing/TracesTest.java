package dev.tidings.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TraceContext;
import dev.tidings.system.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final TraceContext SAMPLED =
      new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-01", "vendor=x");
  private static final TraceContext NOT_SAMPLED =
      new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-00", "");

  private static TopicEvent event(TraceContext trace) {
    return new TopicEvent(
        new Cursor(Instant.now().toEpochMilli(), 0),
        Publication.text(new Topic("news"), "x").within(trace));
  }

  private static Traces toldTo(URI endpoint) {
    return new Traces(new TracingConfig(endpoint, "node-1"));
  }

  @Test
  void aRequestIsASpanThatItsEventsComeBehind() {
    try (var collector = new Collector()) {
      var traces = toldTo(collector.endpoint());
      TopicEvent event;
      try (var request = traces.begin(SAMPLED)) {
        event = event(Objects.requireNonNull(request.context()));
        request.stored(event);
      }
      traces.handedOn(event);
      traces.stop();

      assertThat(collector.requests()).hasSize(1);
      assertThat(collector.requests().getFirst().toString())
          .contains("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"tidings\"}}")
          .contains("\"stringValue\":\"node-1\"");
      var publish = collector.spans().getFirst();
      var handOn = collector.spans().getLast();
      for (var span : List.of(publish, handOn)) {
        assertThat(span.getString("traceId")).isEqualTo(TRACE);
        assertThat(span.getString("spanId")).matches("[0-9a-f]{16}");
        assertThat(span.getString("traceState")).isEqualTo("vendor=x");
        assertThat(span.getInt("flags")).isEqualTo(1);
        assertThat(Long.parseLong(span.getString("startTimeUnixNano")))
            .isPositive()
            .isLessThanOrEqualTo(Long.parseLong(span.getString("endTimeUnixNano")));
        assertThat(Collector.attribute(span, "messaging.destination.name")).isEqualTo("news");
        assertThat(Collector.attribute(span, "messaging.message.id"))
            .isEqualTo(event.id().toString());
        assertThat(span.keySet()).doesNotContain("status");
      }
      assertThat(publish.getString("name")).isEqualTo("publish");
      assertThat(publish.getInt("kind")).isEqualTo(4);
      assertThat(publish.getString("parentSpanId")).isEqualTo(SAMPLED.span());
      assertThat(handOn.getString("name")).isEqualTo("hand on");
      assertThat(handOn.getInt("kind")).isEqualTo(1);
      assertThat(handOn.getString("parentSpanId")).isEqualTo(publish.getString("spanId"));
    }
  }

  @Test
  void aRequestThatIsRefusedIsASpanThatFailed() {
    try (var collector = new Collector()) {
      var traces = toldTo(collector.endpoint());
      traces.begin(SAMPLED).close();
      traces.stop();

      assertThat(collector.spans().getFirst().getJsonObject("status").getInt("code")).isEqualTo(2);
    }
  }

  @Test
  void whatIsNotSampledOrNoTraceIsHandedOnAndNotTold() {
    try (var collector = new Collector()) {
      var traces = toldTo(collector.endpoint());
      try (var request = traces.begin(NOT_SAMPLED);
          var other = traces.begin(null)) {
        assertThat(request.context()).isEqualTo(NOT_SAMPLED);
        assertThat(other.context()).isNull();
      }
      traces.handedOn(event(NOT_SAMPLED));
      traces.stop();

      assertThat(collector.requests()).isEmpty();
    }
  }

  @Test
  void withoutACollectorThePublishersOwnIsHandedOn() {
    var traces = new Traces(new TracingConfig(null, "node"));
    try (var request = traces.begin(SAMPLED)) {
      assertThat(request.context()).isEqualTo(SAMPLED);
    }
    assertThat(traces.isOn()).isFalse();
    traces.stop();
  }

  @Test
  void aCollectorThatSaysNothingHoldsNobodyUpAndWhatIsTooMuchIsDropped() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var exporter =
          new Exporter(
              URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/v1/traces"), "node");
      var span =
          new Span(
              SAMPLED, SAMPLED, Span.Work.PUBLISH, Instant.now(), Instant.now(), Map.of(), false);
      var began = System.nanoTime();
      for (int i = 0; i < 3 * Exporter.MOST_KEPT; i++) {
        exporter.add(span);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      assertThat(exporter.dropped()).isGreaterThan(Exporter.MOST_KEPT);

      var closing = System.nanoTime();
      exporter.close();
      assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatACollectorRefusesIsDroppedAndWhatComesLaterIsTold() {
    try (var collector = new Collector()) {
      collector.answer(503);
      var traces = toldTo(collector.endpoint());
      traces.begin(SAMPLED).close();
      Eventually.is("refused", () -> collector.requests().size() == 1);
      collector.answer(200);
      traces.begin(SAMPLED).close();

      Eventually.is("told", () -> collector.requests().size() == 2);
      traces.stop();
      assertThat(collector.spans()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4318", "/v1/traces", "ftp://collector/", "http:///x"})
  void anEndpointThatIsNoneIsNamed(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TracingConfig(URI.create(endpoint), "node"))
        .withMessageContaining("tidings.tracing.endpoint");
  }
}
