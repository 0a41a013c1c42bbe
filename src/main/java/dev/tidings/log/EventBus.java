package dev.tidings.log;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/// The seam between storing and delivering: fires each stored event as a CDI event, in log order,
/// on one thread. Any bean of the application may observe [TopicEvent].
@ApplicationScoped
public class EventBus implements EventLog.Follower {

  private static final System.Logger LOG = System.getLogger(EventBus.class.getName());

  private final EventLog log;
  private final EventBusConfig config;
  private final Visiting visiting;
  private final Event<TopicEvent> events;
  private final Event<Probed> probes;
  private final Event<Skipped> skips;

  @Inject
  public EventBus(
      EventLog log,
      EventBusConfig config,
      Visiting visiting,
      Event<TopicEvent> events,
      Event<Probed> probes,
      Event<Skipped> skips) {
    this.log = log;
    this.config = config;
    this.visiting = visiting;
    this.events = events;
    this.probes = probes;
    this.skips = skips;
  }

  /// Before the platform asks the health checks for their names, which runs them.
  void start(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE)
          @Initialized(ApplicationScoped.class)
          Object ready) {
    log.follow(this);
  }

  @Override
  public void stored(TopicEvent event) {
    guarded(() -> events.fire(event));
  }

  @Override
  public void probed(Cursor place) {
    guarded(() -> probes.fire(new Probed(place)));
  }

  @Override
  public void skipped(Cursor floor) {
    guarded(() -> skips.fire(new Skipped(floor)));
  }

  @Override
  public Duration linger() {
    try {
      return config.lingerAfter(visiting.takeVisits());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "nobody knows who is to be visited", e);
      return Duration.ZERO;
    }
  }

  /// A listener that throws, whatever it is, must not keep the next event from anybody.
  private static void guarded(Runnable fire) {
    try {
      fire.run();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "a listener on the event bus failed", e);
    }
  }
}
