package dev.tidings.operations;

import dev.tidings.broadcast.Connection;
import dev.tidings.broadcast.Departure;
import dev.tidings.broadcast.FanOut;
import dev.tidings.broadcast.StreamState;
import dev.tidings.http.Refusals;
import dev.tidings.limits.LimitsConfig;
import dev.tidings.publish.Publisher;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Timer;

/// The hub's own metrics, as docs/metrics.md lists them.
///
/// All but two are read when somebody asks, from what is there anyway. MicroProfile Metrics has
/// gauges of this kind and no counters, so these are the platform's.
@ApplicationScoped
public class HubMetrics {

  private static final String PREFIX = "tidings.";
  private static final String SCOPE = MetricRegistry.APPLICATION_SCOPE;

  private final MetricRegistry metrics;
  private final MeterRegistry meters;
  private final FanOut fanOut;
  private final Publisher publisher;
  private final LogGauges log;
  private final LimitsConfig limits;
  private final Recent<StreamState> streams;

  @Inject
  public HubMetrics(
      MetricRegistry metrics,
      FanOut fanOut,
      Publisher publisher,
      LogGauges log,
      LimitsConfig limits) {
    this.metrics = metrics;
    this.meters = Metrics.globalRegistry();
    this.fanOut = fanOut;
    this.publisher = publisher;
    this.log = log;
    this.limits = limits;
    this.streams = new Recent<>(fanOut::state);
  }

  /// Before the server takes requests.
  void register(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started) {
    ofStreams();
    ofPublications();
    ofDeliveries();
    ofTheLog();
  }

  private void ofTheLog() {
    log.register(metrics);
    counter(
        "redis.passed.over",
        "entries of the shared log that were no events",
        log,
        it -> it.passedOver());
    counter(
        "redis.inbox.refused",
        "entries of the inbox that were no publications",
        log,
        it -> it.inboxRefused());
  }

  private void ofStreams() {
    var tally = fanOut.tally();
    for (var transport : Connection.Transport.values()) {
      var label = lower(transport);
      metrics.gauge(
          described("streams", "streams that are open and polls that wait"),
          () -> streams.value().open().getOrDefault(transport, 0),
          new org.eclipse.microprofile.metrics.Tag("transport", label));
      counter(
          "streams.opened",
          "streams and polls that were opened",
          tally,
          it -> it.openedOf(transport),
          Tag.create("transport", label));
    }
    for (var reason : Departure.values()) {
      counter(
          "streams.closed",
          "streams and polls that ended",
          tally,
          it -> it.closedBecause(reason),
          Tag.create("reason", reason.reason()));
    }
    counter(
        "streams.shed",
        "streams that were sent to other hubs, which hold fewer",
        tally,
        it -> it.streamsShed());
    gauge("streams.limit", "how many streams may be open", limits::streams);
    gauge("streams.slow", "streams whose clients hold writes up", () -> streams.value().slow());
    gauge(
        "streams.lagging", "streams behind by more than a second", () -> streams.value().lagging());
    gauge(
        "lag.seconds",
        "the longest time that a stream is behind by",
        () -> seconds(streams.value().longestLag()));
    gauge("draining", "1 while the hub is stopping", () -> fanOut.isDraining() ? 1 : 0);
  }

  private void ofPublications() {
    counter(
        "publications",
        "events that were stored for publishers",
        publisher.tally(),
        it -> it.events());
    publisher
        .tally()
        .tellDurationsTo(
            timer("publication", "from the hand-over to the log until durable")::update);
    Refusals.counts()
        .forEach(
            (kind, count) ->
                counter(
                    "refused",
                    "requests that were refused",
                    count,
                    it -> it.sum(),
                    Tag.create("reason", kind)));
  }

  private void ofDeliveries() {
    var tally = fanOut.tally();
    counter("deliveries", "events written to streams", tally, it -> it.deliveries());
    counter("delivered.bytes", "bytes written to streams", tally, it -> it.bytes());
    var latencies = timer("delivery", "from an event's id until its flush to a stream");
    tally.tellLatenciesTo(latency -> latencies.update(Duration.ofMillis(latency)));
    gauge(
        "fan.out.seconds",
        "how far handing events to streams is behind the log",
        () -> seconds(fanOut.behind()));
    counter(
        "replays",
        "how often what lay behind a cursor was given",
        tally,
        it -> it.replaysFromMemory(),
        Tag.create("source", "memory"));
    counter(
        "replays",
        "how often what lay behind a cursor was given",
        tally,
        it -> it.replaysFromLog(),
        Tag.create("source", "log"));
    counter("conflated", "deliveries that conflation has saved", tally, it -> it.conflated());
  }

  private <T> void counter(
      String name, String description, T state, ToLongFunction<T> count, Tag... tags) {
    var builder =
        FunctionalCounter.builder(PREFIX + name, state, count::applyAsLong)
            .description(description)
            .scope(SCOPE);
    for (var tag : tags) {
      builder.addTag(tag);
    }
    meters.getOrCreate(builder);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    metrics.gauge(described(name, description), value);
  }

  private Timer timer(String name, String description) {
    return metrics.timer(described(name, description));
  }

  static Metadata described(String name, String description) {
    return Metadata.builder().withName(PREFIX + name).withDescription(description).build();
  }

  static double seconds(Duration duration) {
    return (double) duration.toNanos() / TimeUnit.SECONDS.toNanos(1);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
