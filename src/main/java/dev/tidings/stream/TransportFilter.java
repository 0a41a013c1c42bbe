package dev.tidings.stream;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/// Chooses the transport, and lets the platform see only that: its own choice passes over `q=0` and
/// has no default.
@Provider
@PreMatching
public class TransportFilter implements ContainerRequestFilter {

  private static final String STREAM = "stream";

  @Override
  public void filter(ContainerRequestContext request) {
    if (!request.getMethod().equals(HttpMethod.GET)
        || !request.getUriInfo().getPath().equals(STREAM)) {
      return;
    }
    var transport =
        Transport.preferred(request.getHeaderString(HttpHeaders.ACCEPT))
            .orElseThrow(NotAcceptableException::new);
    request.getHeaders().putSingle(HttpHeaders.ACCEPT, transport.mediaType());
  }
}
