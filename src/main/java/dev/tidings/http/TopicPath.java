package dev.tidings.http;

import dev.tidings.event.Topic;
import dev.tidings.problem.Problem;
import java.util.Locale;

/// The topic in a request's path.
///
/// Read from the raw path, because JAX-RS takes what follows a `;` for a parameter and decodes
/// before one can tell an encoded slash from a real one.
public final class TopicPath {

  private static final String PREFIX = "/topics/";

  private TopicPath() {}

  /// The topic that a path names.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if it names none
  public static Topic topic(String rawPath) {
    if (!rawPath.startsWith(PREFIX)) {
      throw new Problem.Malformed("the path has no topic").asException();
    }
    var raw = rawPath.substring(PREFIX.length());
    if (raw.toUpperCase(Locale.ROOT).contains("%2F")) {
      throw new Problem.Malformed("a topic in a path has no encoded slash").asException();
    }
    return QueryParameters.parsed(encoded -> new Topic(PercentEncoding.decoded(encoded)), raw);
  }

  /// The path that names a topic.
  public static String of(Topic topic) {
    return PREFIX + PercentEncoding.encodedPath(topic.value());
  }
}
