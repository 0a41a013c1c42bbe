package dev.tidings.operations;

import dev.tidings.log.EventLog;
import dev.tidings.log.LogSize;
import dev.tidings.log.Sharing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.MetricRegistry;

/// What the metrics say of the event log, whichever engine holds it. What an engine does not know
/// is not a number.
@ApplicationScoped
public class LogGauges {

  private final EventLog log;
  private final Recent<Optional<LogSize>> size;

  @Inject
  public LogGauges(EventLog log) {
    this.log = log;
    this.size = new Recent<>(log::size);
  }

  void register(MetricRegistry metrics) {
    metrics.gauge(
        HubMetrics.described("log.up", "1 if the log takes publications"),
        () -> log.failure().isEmpty() ? 1 : 0);
    metrics.gauge(
        HubMetrics.described("log.events", "events that are kept"), () -> known(LogSize::events));
    metrics.gauge(
        HubMetrics.described("log.bytes", "bytes of their data"), () -> known(LogSize::bytes));
    metrics.gauge(
        HubMetrics.described("log.oldest.seconds", "the age of the oldest event"),
        () -> known(this::age));
    metrics.gauge(
        HubMetrics.described("redis.up", "1 if the shared log can be read"),
        () -> shared(it -> it.connected() ? 1 : 0));
    metrics.gauge(
        HubMetrics.described("redis.delay.seconds", "of the newest event, from its id on"),
        () -> shared(it -> HubMetrics.seconds(it.delay())));
  }

  private double shared(ToDoubleFunction<Sharing> value) {
    return log.sharing().map(it -> value.applyAsDouble(it)).orElse(Double.NaN);
  }

  /// Entries of the shared log that were no events.
  long passedOver() {
    return log.sharing().map(Sharing::passedOver).orElse(0L);
  }

  /// Entries of the shared log's inbox that were no publications.
  long inboxRefused() {
    return log.sharing().map(Sharing::inboxRefused).orElse(0L);
  }

  private double known(ToDoubleFunction<LogSize> value) {
    return size.value().map(it -> value.applyAsDouble(it)).orElse(Double.NaN);
  }

  private double age(LogSize kept) {
    var oldest = kept.oldest();
    if (oldest == null) {
      return kept.events() == 0 ? 0 : Double.NaN;
    }
    return Math.max(0, log.clock().millis() - oldest.time()) / 1000.0;
  }
}
