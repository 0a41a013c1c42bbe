package dev.tidings.http;

import dev.tidings.problem.ProblemException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/// Every failure leaves as a problem; what went wrong inside is for the log alone.
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

  /// A proxy for that of the request at hand. Not in the constructor, which Jersey passes over
  /// then.
  @Context
  @SuppressWarnings("NullAway.Init")
  private UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case ProblemException refusal -> ProblemAnswers.to(refusal.problem(), uri);
      case WebApplicationException platform -> refusalOf(platform.getResponse());
      case Throwable left when ClientLeft.isBehind(left) ->
          ProblemAnswers.to(Response.Status.BAD_REQUEST.getStatusCode(), uri);
      default -> {
        LOG.log(System.Logger.Level.ERROR, "a request failed", failure);
        yield ProblemAnswers.to(Response.Status.INTERNAL_SERVER_ERROR.getStatusCode(), uri);
      }
    };
  }

  private Response refusalOf(Response response) {
    if (ProblemAnswers.isForOthers(response.getStatus(), uri)) {
      return Response.status(response.getStatus()).build();
    }
    var answer = Response.fromResponse(ProblemAnswers.to(response.getStatus(), uri));
    var allow = response.getHeaderString(HttpHeaders.ALLOW);
    return allow == null ? answer.build() : answer.header(HttpHeaders.ALLOW, allow).build();
  }
}
