package dev.tidings.http;

import dev.tidings.problem.ProblemException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import jakarta.ws.rs.core.Response;

/// What is answered to a request that failed, whoever was at work on it.
public final class Failures {

  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private Failures() {}

  /// A problem, always; what went wrong inside is for the log alone.
  ///
  /// @param path that was asked for, as it was sent
  static Response answer(Throwable failure, String path) {
    if (failure instanceof ProblemException refusal) {
      return ProblemAnswers.to(refusal.problem(), path);
    }
    if (ClientLeft.isBehind(failure)) {
      return ProblemAnswers.to(Response.Status.BAD_REQUEST.getStatusCode(), path);
    }
    LOG.log(System.Logger.Level.ERROR, "a request failed", failure);
    return ProblemAnswers.to(Response.Status.INTERNAL_SERVER_ERROR.getStatusCode(), path);
  }

  /// Sends that, where JAX-RS has no part in the answer.
  public static void send(Throwable failure, String path, ServerResponse response) {
    var answer = answer(failure, path);
    var said = answer.getStatusInfo();
    response.status(Status.create(said.getStatusCode(), said.getReasonPhrase()));
    answer
        .getStringHeaders()
        .forEach((name, values) -> response.header(HeaderNames.create(name), values.getFirst()));
    response.send((String) answer.getEntity());
  }
}
