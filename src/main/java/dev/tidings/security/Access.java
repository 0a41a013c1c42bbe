package dev.tidings.security;

import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/// Decides who may do what. Thread-safe.
@ApplicationScoped
public class Access {

  private final AccessConfig config;

  @Inject
  public Access(AccessConfig config) {
    this.config = config;
  }

  /// Lets a publication pass, or throws.
  ///
  /// @throws dev.tidings.problem.ProblemException if `caller` may not publish to `topic`
  public void checkPublish(Caller caller, Topic topic) {
    switch (caller) {
      case Caller.Anonymous() -> throw new Problem.Unauthenticated().asException();
      case Caller.Bearer(_, var grants, _) -> {
        if (topic.isHubs() || !grants.letPublish(topic)) {
          throw new Problem.NotGranted("may not publish to " + topic).asException();
        }
      }
    }
  }

  /// Lets a subscription pass, or throws.
  ///
  /// @throws dev.tidings.problem.ProblemException if `caller` may not subscribe to one of `filters`
  public void checkSubscribe(Caller caller, TopicFilters filters) {
    for (var filter : filters.values()) {
      if (!isPublic(filter)) {
        checkGranted(caller, filter);
      }
    }
  }

  private static void checkGranted(Caller caller, TopicFilter filter) {
    switch (caller) {
      case Caller.Anonymous() -> throw new Problem.Unauthenticated().asException();
      case Caller.Bearer(_, var grants, _) -> {
        if (!grants.letSubscribe(filter)) {
          throw new Problem.NotGranted("may not subscribe to " + filter).asException();
        }
      }
    }
  }

  private boolean isPublic(TopicFilter filter) {
    return config.publicTopics().stream().anyMatch(open -> open.covers(filter));
  }

  /// How many filters one stream may have.
  public int maxFilters() {
    return config.maxFilters();
  }
}
