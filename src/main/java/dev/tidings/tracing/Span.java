package dev.tidings.tracing;

import dev.tidings.event.TraceContext;
import java.time.Instant;
import java.util.Map;

/// Something that the hub has done, as a part of a trace.
///
/// @param context which it is, to whoever goes on from it
/// @param parent what it is a part of
/// @param attributes what there is to say of it, by OpenTelemetry's names
record Span(
    TraceContext context,
    TraceContext parent,
    Work work,
    Instant start,
    Instant end,
    Map<String, String> attributes,
    boolean failed) {

  /// What was done.
  enum Work {
    /// A request was taken and answered: its events are durable, or it was refused.
    PUBLISH("publish", 4),
    /// An event was handed to the streams of this node, from when it got its id.
    HAND_ON("hand on", 1);

    private final String label;
    private final int kind;

    Work(String label, int kind) {
      this.label = label;
      this.kind = kind;
    }

    String label() {
      return label;
    }

    /// As the protocol numbers them: internal, or a producer's.
    int kind() {
      return kind;
    }
  }

  Span {
    attributes = Map.copyOf(attributes);
  }
}
