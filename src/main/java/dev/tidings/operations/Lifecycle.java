package dev.tidings.operations;

import dev.tidings.broadcast.FanOut;
import dev.tidings.tracing.Traces;
import io.helidon.microprofile.server.ServerCdiExtension;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The first and the last line of a hub's life.
///
/// On SIGTERM: not ready, streams end over the drain window, then the server stops and the log
/// closes.
@ApplicationScoped
public class Lifecycle {

  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

  private final FanOut fanOut;
  private final Traces traces;
  private final String host;

  @Inject
  public Lifecycle(
      FanOut fanOut, Traces traces, @ConfigProperty(name = "server.host") String host) {
    this.fanOut = fanOut;
    this.traces = traces;
    this.host = host;
  }

  /// Before the server takes requests.
  void starting(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      BeanManager beans) {
    if (traces.isOn()) {
      fanOut.tellHandedOnTo(traces::handedOn);
    }
    beans
        .getExtension(ServerCdiExtension.class)
        .serverRoutingBuilder()
        .addFilter(new LastAnswers(fanOut));
  }

  /// Behind the server's own start, which does not fail where a port is taken, but leaves a process
  /// that serves nobody and that nothing ends.
  ///
  /// @throws IllegalStateException if nothing listens
  void started(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_AFTER + 150)
          @Initialized(ApplicationScoped.class)
          Object started,
      BeanManager beans) {
    var port = beans.getExtension(ServerCdiExtension.class).port();
    if (port < 0) {
      throw new IllegalStateException(
          "server.host and server.port, or those of tidings.management: nothing can listen there,"
              + " the line before says why");
    }
    LOG.log(
        System.Logger.Level.INFO,
        "started host={0} port={1} position={2}",
        host,
        Integer.toString(port),
        fanOut.position());
  }

  /// Before the server stops, so that it still answers those who ask.
  void drain(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)
          @BeforeDestroyed(ApplicationScoped.class)
          Object end) {
    LOG.log(System.Logger.Level.INFO, "draining streams={0}", fanOut.openStreams());
    try {
      fanOut.drain();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    LOG.log(System.Logger.Level.INFO, "drained streams={0}", fanOut.openStreams());
  }
}
