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

/// The seam between storing and delivering: fires each stored event as a CDI event, in log order,
/// on one thread. Any bean of the application may observe [TopicEvent].
@ApplicationScoped
public class EventBus implements EventLog.Follower {

  private static final System.Logger LOG = System.getLogger(EventBus.class.getName());

  private final EventLog log;
  private final Event<TopicEvent> events;
  private final Event<Probed> probes;

  @Inject
  public EventBus(EventLog log, Event<TopicEvent> events, Event<Probed> probes) {
    this.log = log;
    this.events = events;
    this.probes = probes;
  }

  /// Before the platform asks the health checks for their names, which runs them.
  void start(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE)
          @Initialized(ApplicationScoped.class)
          Object ready) {
    log.follow(this);
  }

  /// A listener that throws must not keep the next event from anybody.
  @Override
  public void stored(TopicEvent event) {
    try {
      events.fire(event);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a listener failed on event " + event.id(), e);
    }
  }

  @Override
  public void probed(Cursor place) {
    probes.fire(new Probed(place));
  }
}
