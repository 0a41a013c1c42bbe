package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/// Publishes, for the HTTP resource as for any bean of the application that injects it.
/// Thread-safe.
///
/// What does not depend on who asks is checked here; the rights of a caller are checked by the
/// resource, for a bean of the application is the hub itself.
@ApplicationScoped
public class Publisher {

  private final PublishConfig config;
  private final EventLog log;

  @Inject
  public Publisher(PublishConfig config, EventLog log) {
    this.config = config;
    this.log = log;
  }

  /// Stores the publication and returns once it is durable; does not wait for any subscriber.
  ///
  /// @throws ProblemException with [Problem.NotGranted] for a topic under `tidings/`,
  ///     [Problem.EventTooLarge], [Problem.Malformed] if the data is not the JSON that it claims to
  /// be,
  ///     or [Problem.Unavailable]; nothing is stored then
  public TopicEvent publish(Publication publication) {
    if (publication.topic().isHubs()) {
      throw new Problem.NotGranted("may not publish to " + publication.topic()).asException();
    }
    if (publication.size() > config.maxSize()) {
      throw new Problem.EventTooLarge(config.maxSize()).asException();
    }
    if (JsonText.isClaimedBy(publication.contentType())) {
      JsonText.check(publication.data());
    }
    return log.append(publication);
  }

  /// The most bytes of data that an event may have.
  int maxSize() {
    return config.maxSize();
  }
}
