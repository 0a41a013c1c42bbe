package dev.tidings.tracing;

import dev.tidings.event.TopicEvent;
import dev.tidings.event.TraceContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes part in the traces that publishers have begun and sampled, if a collector is configured.
/// Thread-safe; nothing here blocks.
@ApplicationScoped
public class Traces {

  private static final String SYSTEM = "messaging.system";
  private static final String OPERATION = "messaging.operation.type";
  private static final String DESTINATION = "messaging.destination.name";
  private static final String MESSAGE = "messaging.message.id";

  private final @Nullable Exporter exporter;

  @Inject
  public Traces(TracingConfig config) {
    var endpoint = config.endpoint();
    exporter = endpoint == null ? null : new Exporter(endpoint, config.node());
  }

  public boolean isOn() {
    return exporter != null;
  }

  /// A request to publish begins.
  ///
  /// @param parent what the publisher said; null for nothing
  public Request begin(@Nullable TraceContext parent) {
    return new Request(parent);
  }

  /// An event was handed to the streams of this node, just now.
  public void handedOn(TopicEvent event) {
    var parent = event.publication().trace();
    if (exporter == null || parent == null || !parent.isSampled()) {
      return;
    }
    var attributes =
        Map.of(
            SYSTEM, "tidings", DESTINATION, event.topic().value(), MESSAGE, event.id().toString());
    var now = Instant.now();
    // Its time has milliseconds only, and the clock may have been set since.
    var start = event.time().isAfter(now) ? now : event.time();
    exporter.add(
        new Span(parent.child(), parent, Span.Work.HAND_ON, start, now, attributes, false));
  }

  @PreDestroy
  void stop() {
    if (exporter != null) {
      exporter.close();
    }
  }

  /// A request to publish, from when it was begun until it is closed. For one thread.
  public final class Request implements AutoCloseable {

    private final @Nullable TraceContext parent;
    private final @Nullable TraceContext context;
    private final @Nullable Instant start;
    private final Map<String, String> attributes;
    private boolean done;

    private Request(@Nullable TraceContext parent) {
      var takesPart = exporter != null && parent != null && parent.isSampled();
      this.parent = parent;
      this.context = takesPart && parent != null ? parent.child() : parent;
      this.start = takesPart ? Instant.now() : null;
      this.attributes = takesPart ? new HashMap<>() : Map.of();
    }

    /// What its events are a part of; null for nothing.
    public @Nullable TraceContext context() {
      return context;
    }

    /// It has got its answer, which is no refusal.
    public void stored(TopicEvent event) {
      done = true;
      if (start != null) {
        attributes.put(DESTINATION, event.topic().value());
        attributes.put(MESSAGE, event.id().toString());
      }
    }

    /// As the other, of many events.
    public void stored(int count) {
      done = true;
      if (start != null) {
        attributes.put("messaging.batch.message_count", Integer.toString(count));
      }
    }

    @Override
    public void close() {
      if (exporter == null || start == null || parent == null || context == null) {
        return;
      }
      attributes.put(SYSTEM, "tidings");
      attributes.put(OPERATION, "send");
      exporter.add(
          new Span(context, parent, Span.Work.PUBLISH, start, Instant.now(), attributes, !done));
    }
  }
}
