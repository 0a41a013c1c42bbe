package dev.tidings.operations;

import dev.tidings.keys.TrustedIssuers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Not ready as long as no issuer's keys were ever to be had: nobody could be let in. Keys that
/// were there once are kept, so an issuer that goes away later takes no hub with it.
@Readiness
@ApplicationScoped
public class KeysReady implements HealthCheck {

  private final TrustedIssuers issuers;

  @Inject
  public KeysReady(TrustedIssuers issuers) {
    this.issuers = issuers;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("keys").status(issuers.canJudge()).build();
  }
}
