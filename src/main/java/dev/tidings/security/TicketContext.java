package dev.tidings.security;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/// The standard's view of the bearer of a good ticket, which gives no role.
record TicketContext(TicketHolder holder, boolean isSecure) implements SecurityContext {

  @Override
  public Principal getUserPrincipal() {
    return holder;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public String getAuthenticationScheme() {
    return "ticket";
  }
}
