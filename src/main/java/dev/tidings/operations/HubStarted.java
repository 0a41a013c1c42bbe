package dev.tidings.operations;

import dev.tidings.log.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/// Started means that the log has been opened and read; the server takes requests only after that.
@Startup
@ApplicationScoped
public class HubStarted implements HealthCheck {

  private final EventLog log;

  @Inject
  public HubStarted(EventLog log) {
    this.log = log;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("log").withData("tip", log.tip().toString()).up().build();
  }
}
