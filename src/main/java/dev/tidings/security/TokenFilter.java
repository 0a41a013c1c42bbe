package dev.tidings.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/// Lets a request pass that has a good token or none, and makes the token its principal.
///
/// No token is no failure, for a topic may be public; a bad one always is. It runs when the
/// resource has been found, so that what is not there is `404` whatever the token.
@Provider
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {

  private final VerifiedTokens tokens;

  @Inject
  public TokenFilter(VerifiedTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getProperty(CredentialFilter.CREDENTIAL) instanceof String token) {
      request.removeProperty(CredentialFilter.CREDENTIAL);
      var scheme = request.getUriInfo().getRequestUri().getScheme();
      var verified = tokens.verify(token);
      request.setSecurityContext(new BearerContext(verified, "https".equalsIgnoreCase(scheme)));
      CurrentToken.set(verified);
    }
  }
}
