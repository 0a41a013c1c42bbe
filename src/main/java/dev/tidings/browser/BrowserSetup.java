package dev.tidings.browser;

import io.helidon.common.Weighted;
import io.helidon.microprofile.server.ServerCdiExtension;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

/// Puts what browsers must be told before everything else that answers.
@Dependent
class BrowserSetup implements HttpFeature, Weighted {

  /// Before the server's own features, the heaviest of which has 1,100, and before all routes.
  private static final double FIRST = 2_000;

  private final AllowedOrigins origins;

  @Inject
  BrowserSetup(AllowedOrigins origins) {
    this.origins = origins;
  }

  void install(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      BeanManager beans) {
    beans.getExtension(ServerCdiExtension.class).serverRoutingBuilder().addFeature(() -> this);
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.addFilter(new AnswerHeaders());
    if (!origins.areNone()) {
      routing.addFilter(new CrossOrigin(origins));
    }
  }

  @Override
  public double weight() {
    return FIRST;
  }
}
