package dev.tidings.http;

import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The query of a request. An empty parameter is as if absent.
public final class QueryParameters {

  private final MultivaluedMap<String, String> values;

  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if the query is not
  ///     UTF-8
  public QueryParameters(UriInfo uri) {
    var raw = uri.getRequestUri().getRawQuery();
    if (raw != null) {
      parsed(PercentEncoding::decoded, raw);
    }
    this.values = uri.getQueryParameters();
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(value -> !value.isEmpty()).toList();
  }

  /// A parameter that there may be one of.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if the parameter is
  ///     given
  ///     more than once, for then nobody can say which is meant
  public Optional<String> one(String name) {
    var given = all(name);
    if (given.size() > 1) {
      throw new Problem.Malformed("the parameter '" + name + "' is given twice").asException();
    }
    return given.stream().findFirst();
  }

  /// A parameter that there may be one of, as a value.
  ///
  /// @param parser throws [IllegalArgumentException] with a message for the caller's eyes
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] as [#one], or as
  ///     `parser`
  ///     finds
  public <T> Optional<T> one(String name, Function<String, T> parser) {
    return one(name).map(value -> parsed(parser, value));
  }

  /// Turns what a value's constructor objects to into an answer.
  public static <T> T parsed(Function<String, T> parser, String value) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw new Problem.Malformed(String.valueOf(e.getMessage())).asException();
    }
  }
}
