package dev.tidings.security;

import dev.tidings.problem.ProblemException;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/// The standard's view of the bearer of a token of which nobody can tell at present whether it is
/// good. Gives no role, and [Caller#of] throws what stands in the way.
///
/// @param why [dev.tidings.problem.Problem.Unavailable]
record UndecidedContext(ProblemException why, boolean isSecure) implements SecurityContext {

  /// Nobody, until it has been decided.
  record Undecided(ProblemException why) implements Principal {

    @Override
    public String getName() {
      return "";
    }
  }

  @Override
  public Principal getUserPrincipal() {
    return new Undecided(why);
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public String getAuthenticationScheme() {
    return "MP-JWT";
  }
}
