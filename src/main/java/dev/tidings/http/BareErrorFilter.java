package dev.tidings.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/// Gives a body to the errors that come without an exception, as those of the token check do; the
/// same body for every kind of bad token.
@Provider
public class BareErrorFilter implements ContainerResponseFilter {

  private static final int FIRST_ERROR = 400;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() < FIRST_ERROR
        || ProblemAnswers.isForOthers(response.getStatus(), request.getUriInfo())
        || ProblemBody.MEDIA_TYPE.equals(response.getHeaderString("Content-Type"))) {
      return;
    }
    var answer = ProblemAnswers.to(response.getStatus(), ProblemAnswers.path(request.getUriInfo()));
    response.setEntity(answer.getEntity(), null, answer.getMediaType());
    answer.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
  }
}
