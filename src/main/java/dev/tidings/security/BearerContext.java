package dev.tidings.security;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/// The standard's view of the bearer of a good token; roles are the token's `groups`.
record BearerContext(VerifiedToken token, boolean isSecure) implements SecurityContext {

  @Override
  public Principal getUserPrincipal() {
    return token;
  }

  @Override
  public boolean isUserInRole(String role) {
    var groups = token.getGroups();
    return groups != null && groups.contains(role);
  }

  @Override
  public String getAuthenticationScheme() {
    return "MP-JWT";
  }
}
