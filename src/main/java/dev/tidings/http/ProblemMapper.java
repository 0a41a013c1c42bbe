package dev.tidings.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/// Every failure leaves as a problem.
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

  /// A proxy for that of the request at hand. Not in the constructor, which Jersey passes over
  /// then.
  @Context
  @SuppressWarnings("NullAway.Init")
  private UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    return failure instanceof WebApplicationException platform
        ? refusalOf(platform.getResponse())
        : Failures.answer(failure, ProblemAnswers.path(uri));
  }

  private Response refusalOf(Response response) {
    if (ProblemAnswers.isForOthers(response.getStatus(), uri)) {
      return Response.status(response.getStatus()).build();
    }
    var answer =
        Response.fromResponse(ProblemAnswers.to(response.getStatus(), ProblemAnswers.path(uri)));
    var allow = response.getHeaderString(HttpHeaders.ALLOW);
    return allow == null ? answer.build() : answer.header(HttpHeaders.ALLOW, allow).build();
  }
}
