package dev.tidings.operators;

import static dev.tidings.operators.Explanation.Outcome.DELIVERED;
import static dev.tidings.operators.Explanation.Outcome.NOT_DELIVERED;
import static dev.tidings.operators.Explanation.Outcome.PENDING;
import static dev.tidings.operators.Explanation.Outcome.UNKNOWN;

import dev.tidings.broadcast.Course;
import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.Reading;
import dev.tidings.log.StoredEvent;
import dev.tidings.operators.Explanation.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/// Finds out why an event did or did not reach a stream, from what the log keeps and how far the
/// stream has come: nothing is remembered of single deliveries. Thread-safe.
@ApplicationScoped
public class Explainer {

  private static final TopicFilters EVERYTHING = TopicFilters.of("**");

  private final EventLog log;

  @Inject
  public Explainer(EventLog log) {
    this.log = log;
  }

  /// Blocks as reading from the log does.
  ///
  /// @throws dev.tidings.problem.ProblemException with [dev.tidings.problem.Problem.Unavailable] if
  ///     the log cannot be read
  Explanation explain(Cursor event, Course course) {
    var found = next(before(event), EVERYTHING).filter(it -> it.id().equals(event));
    if (found.isEmpty()) {
      // Looked at behind the event: it may have been dropped in between.
      return event.isAfter(log.floor())
          ? Explanation.of(NOT_DELIVERED, Reason.NO_SUCH_EVENT, null)
          : Explanation.of(UNKNOWN, Reason.DROPPED, null);
    }
    return explain(event, found.get().topic(), course);
  }

  private Explanation explain(Cursor event, Topic topic, Course course) {
    if (!course.topics().matches(topic)) {
      return Explanation.of(NOT_DELIVERED, Reason.FILTER, topic);
    }
    var first = course.snapshot();
    if (first != null && !event.isAfter(first.asOf())) {
      return inSnapshot(event, topic, first, course);
    }
    if (!event.isAfter(course.start())) {
      return Explanation.of(NOT_DELIVERED, Reason.BEFORE_START, topic);
    }
    if (!event.isAfter(course.cursor())) {
      return passed(event, topic, course);
    }
    return ahead(topic, course);
  }

  private Explanation inSnapshot(Cursor event, Topic topic, Course.First first, Course course) {
    var newer = newer(event, topic, first.asOf());
    if (newer.isPresent()) {
      return new Explanation(NOT_DELIVERED, Reason.NOT_NEWEST, topic, newer.get());
    }
    if (first.whole()) {
      return Explanation.of(DELIVERED, Reason.SNAPSHOT, topic);
    }
    if (course.departure() != null) {
      return Explanation.of(UNKNOWN, Reason.ENDED, topic);
    }
    var reason = course.state() == Course.State.SLOW ? Reason.SLOW : Reason.CATCHING_UP;
    return Explanation.of(PENDING, reason, topic);
  }

  private Explanation passed(Cursor event, Topic topic, Course course) {
    // What was left out is not remembered, but only a newer one takes an event's place.
    var newer =
        course.conflates() ? newer(event, topic, course.cursor()) : Optional.<Cursor>empty();
    return newer
        .map(it -> new Explanation(UNKNOWN, Reason.CONFLATED, topic, it))
        .orElseGet(() -> Explanation.of(DELIVERED, Reason.WRITTEN, topic));
  }

  private static Explanation ahead(Topic topic, Course course) {
    if (course.departure() != null) {
      return Explanation.of(NOT_DELIVERED, Reason.ENDED, topic);
    }
    return switch (course.state()) {
      case SLOW -> Explanation.of(PENDING, Reason.SLOW, topic);
      case CATCHING_UP -> Explanation.of(PENDING, Reason.CATCHING_UP, topic);
      case LIVE ->
          Explanation.of(PENDING, course.conflates() ? Reason.CONFLATED : Reason.ON_ITS_WAY, topic);
    };
  }

  /// The next event of the topic, up to a place.
  private Optional<Cursor> newer(Cursor event, Topic topic, Cursor upTo) {
    return next(event, TopicFilters.of(topic.value()))
        .map(StoredEvent::id)
        .filter(id -> !id.isAfter(upTo));
  }

  private Optional<StoredEvent> next(Cursor after, TopicFilters filters) {
    if (after.isAfter(log.tip())) {
      return Optional.empty();
    }
    return switch (log.read(after.orLater(log.floor()), filters, 1)) {
      case Reading.Page(var events, _) -> events.stream().findFirst();
      case Reading.Gap _ -> Optional.empty();
    };
  }

  /// The last place there can be before that of an event.
  private static Cursor before(Cursor event) {
    if (event.sequence() > 0) {
      return new Cursor(event.time(), event.sequence() - 1);
    }
    return event.time() > 0 ? new Cursor(event.time() - 1, Long.MAX_VALUE) : Cursor.ORIGIN;
  }
}
