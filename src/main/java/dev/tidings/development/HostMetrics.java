package dev.tidings.development;

import com.sun.management.OperatingSystemMXBean;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.problem.ProblemException;
import dev.tidings.publish.Publisher;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/// Publishes this machine's own figures to `metrics/cpu`, `metrics/memory` and `metrics/network`
/// once a second: something real to look at from the first minute, and an example of a bean that
/// publishes.
@ApplicationScoped
public class HostMetrics {

  private static final System.Logger LOG = System.getLogger(HostMetrics.class.getName());

  private final Config config;
  private final Publisher publisher;
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("host-metrics").factory());

  // Touched only by the clock's thread.
  private Kernel.@Nullable Traffic before;

  @Inject
  public HostMetrics(Config config, Publisher publisher) {
    this.config = config;
    this.publisher = publisher;
  }

  void start(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_AFTER + 200)
          @Initialized(ApplicationScoped.class)
          Object started) {
    if (Development.isOn(config)) {
      before = Kernel.traffic().orElse(null);
      var unused = clock.scheduleAtFixedRate(this::publish, 1, 1, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  void stop() {
    clock.shutdownNow();
  }

  private void publish() {
    try {
      publish("cpu", cpu());
      publish("memory", memory());
      network().ifPresent(figures -> publish("network", figures));
    } catch (ProblemException e) {
      LOG.log(System.Logger.Level.DEBUG, "figures not published: {0}", e.getMessage());
    }
  }

  private void publish(String what, JsonObjectBuilder figures) {
    publisher.publish(
        Publication.json(
            new Topic("metrics/" + what), new EventType(what), figures.build().toString()));
  }

  private JsonObjectBuilder cpu() {
    return Json.createObjectBuilder()
        .add("load", rounded(Math.max(0, system.getCpuLoad())))
        .add("cores", system.getAvailableProcessors());
  }

  private static double rounded(double load) {
    return Math.round(load * 1000) / 1000.0;
  }

  private JsonObjectBuilder memory() {
    var total = system.getTotalMemorySize();
    return Json.createObjectBuilder()
        .add("total", total)
        .add("used", total - Kernel.availableMemory().orElse(system.getFreeMemorySize()));
  }

  /// Bytes a second since the last time; empty where the system does not tell.
  private Optional<JsonObjectBuilder> network() {
    var now = Kernel.traffic().orElse(null);
    var last = before;
    before = now;
    if (now == null || last == null) {
      return Optional.empty();
    }
    return Optional.of(
        Json.createObjectBuilder()
            .add("received", now.received() - last.received())
            .add("sent", now.sent() - last.sent()));
  }
}
