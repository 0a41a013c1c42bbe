package dev.tidings.operators;

import dev.tidings.broadcast.Course;
import dev.tidings.broadcast.FanOut;
import dev.tidings.event.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/// What became of events on this node's streams, as it is told. Thread-safe.
@ApplicationScoped
public class Explanations {

  private final FanOut fanOut;
  private final Explainer explainer;
  private final Node node;

  @Inject
  public Explanations(FanOut fanOut, Explainer explainer, Node node) {
    this.fanOut = fanOut;
    this.explainer = explainer;
    this.node = node;
  }

  /// A JSON object; empty if no stream of this id is open here, or has ended lately. Blocks as
  /// reading from the log does.
  ///
  /// @throws dev.tidings.problem.ProblemException with [dev.tidings.problem.Problem.Unavailable] if
  ///     the log cannot be read
  Optional<String> find(Cursor event, String connection) {
    // The course is taken first: an event that is stored meanwhile is ahead of it.
    return fanOut
        .course(connection)
        .map(course -> json(event, course, explainer.explain(event, course)));
  }

  private String json(Cursor event, Course course, Explanation explanation) {
    var json =
        Json.object()
            .add("event", event.toString())
            .add("connection", course.id())
            .add("node", node.name())
            .add("outcome", Explanation.name(explanation.outcome()))
            .add("reason", Explanation.name(explanation.reason()))
            .add("detail", explanation.reason().detail())
            .add("start", course.start().toString())
            .add("cursor", course.cursor().toString());
    var topic = explanation.topic();
    if (topic != null) {
      json.add("topic", topic.value());
    }
    var newer = explanation.newer();
    if (newer != null) {
      json.add("newer", newer.toString());
    }
    var departure = course.departure();
    if (departure != null) {
      json.add("ended", departure.reason());
    }
    return json.build().toString();
  }
}
