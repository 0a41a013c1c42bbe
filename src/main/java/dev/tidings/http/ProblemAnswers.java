package dev.tidings.http;

import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.Response.StatusType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;

/// Turns refusals into HTTP, in one place.
final class ProblemAnswers {

  /// JAX-RS has no name for it.
  private static final StatusType UNPROCESSABLE =
      new StatusType() {

        @Override
        public int getStatusCode() {
          return 422;
        }

        @Override
        public Status.Family getFamily() {
          return Status.Family.CLIENT_ERROR;
        }

        @Override
        public String getReasonPhrase() {
          return "Unprocessable Content";
        }
      };

  private ProblemAnswers() {}

  static Response to(Problem problem, String path) {
    return to(problem, "", path);
  }

  /// @param where the problem lies, before what it is
  private static Response to(Problem problem, String where, String path) {
    return switch (problem) {
      case Problem.OfLine(var line, var refused) -> to(refused, "line " + line + ": ", path);
      case Problem.OfEvent(var number, var refused) -> to(refused, "event " + number + ": ", path);
      case Problem.Malformed(var detail) ->
          answer("malformed", Status.BAD_REQUEST, where + detail, path).build();
      case Problem.Unauthenticated() ->
          answer("unauthenticated", Status.UNAUTHORIZED, "a valid token is needed", path)
              .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
              .build();
      case Problem.NotGranted(var detail) ->
          answer("not-granted", Status.FORBIDDEN, where + "the token " + detail, path).build();
      case Problem.UnknownConnection() ->
          answer("unknown-connection", Status.NOT_FOUND, "there is no such connection", path)
              .build();
      case Problem.EventTooLarge(var limit) ->
          answer(
                  "event-too-large",
                  Status.REQUEST_ENTITY_TOO_LARGE,
                  where + "an event's data is at most " + limit + " bytes",
                  path)
              .build();
      case Problem.BatchTooLarge(var detail) ->
          answer("batch-too-large", Status.REQUEST_ENTITY_TOO_LARGE, detail, path).build();
      case Problem.BodyTooLarge(var limit) ->
          answer(
                  "body-too-large",
                  Status.REQUEST_ENTITY_TOO_LARGE,
                  "the body is at most " + limit + " bytes",
                  path)
              .build();
      case Problem.UnsupportedContent(var detail) ->
          answer("unsupported-content", Status.UNSUPPORTED_MEDIA_TYPE, where + detail, path)
              .build();
      case Problem.KeyReused() ->
          answer(
                  "key-reused",
                  UNPROCESSABLE,
                  where + "under this idempotency key something else was published",
                  path)
              .build();
      case Problem.TooMany(var detail, var retryAfter) ->
          later(answer("too-many", Status.TOO_MANY_REQUESTS, detail, path), retryAfter);
      case Problem.Busy(var detail, var retryAfter) ->
          later(answer("busy", Status.SERVICE_UNAVAILABLE, detail, path), retryAfter);
      case Problem.Draining(var retryAfter) ->
          later(
              answer("draining", Status.SERVICE_UNAVAILABLE, "the hub is stopping", path),
              retryAfter);
      case Problem.Unavailable(var detail, var retryAfter) ->
          later(answer("unavailable", Status.SERVICE_UNAVAILABLE, detail, path), retryAfter);
    };
  }

  private static Response later(Response.ResponseBuilder answer, Duration wait) {
    var seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    return answer.header(HttpHeaders.RETRY_AFTER, seconds).build();
  }

  /// For what the platform refuses by itself, such as an unknown path or method.
  static Response to(int status, String path) {
    if (status == Status.UNAUTHORIZED.getStatusCode()) {
      return to(new Problem.Unauthenticated(), path);
    }
    var known = Status.fromStatusCode(status);
    var title = known == null ? "Error" : known.getReasonPhrase();
    Refusals.count(Refusals.OTHER);
    return Response.status(status)
        .type(ProblemBody.MEDIA_TYPE)
        .entity(new ProblemBody("http-" + status, title, status, title, path).json())
        .build();
  }

  /// No resource is at that path. The server asks those behind JAX-RS then, such as the health
  /// endpoints, provided that nothing was written yet; [ServerSetup] has the last word.
  static boolean isForOthers(int status, UriInfo uri) {
    return status == Status.NOT_FOUND.getStatusCode() && uri.getMatchedResources().isEmpty();
  }

  private static Response.ResponseBuilder answer(
      String type, StatusType status, String detail, String path) {
    Refusals.count(type);
    return Response.status(status)
        .type(ProblemBody.MEDIA_TYPE)
        .entity(
            new ProblemBody(type, status.getReasonPhrase(), status.getStatusCode(), detail, path)
                .json());
  }

  static String path(UriInfo uri) {
    return uri.getRequestUri().getRawPath();
  }
}
