package dev.tidings.operations;

import dev.tidings.broadcast.FanOut;
import dev.tidings.log.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready means that an event written now would come out, and that new streams are taken. A log that
/// is shared with others may be away for a while.
/// Deliberately not liveness: a restart cures neither a full disk nor a hub that is on its way out.
@Readiness
@ApplicationScoped
public class DeliveryReady implements HealthCheck {

  private final Canary canary;
  private final EventLog log;
  private final FanOut fanOut;
  private final ReadinessConfig config;

  @Inject
  public DeliveryReady(Canary canary, EventLog log, FanOut fanOut, ReadinessConfig config) {
    this.canary = canary;
    this.log = log;
    this.fanOut = fanOut;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    var check = HealthCheckResponse.named("delivery");
    log.failure().ifPresent(reason -> check.withData("log", "takes no events"));
    if (fanOut.isDraining()) {
      return check.withData("state", "draining").down().build();
    }
    if (isWithinGrace()) {
      return check.up().build();
    }
    // What went wrong may have begun with this very probe.
    return check.status(canary.isAlive() || isWithinGrace()).build();
  }

  private boolean isWithinGrace() {
    var away = log.away();
    return !away.isZero() && away.compareTo(config.grace()) < 0;
  }
}
