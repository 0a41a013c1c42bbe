package dev.tidings.security;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/// Lets a request pass that has a good token, a good ticket or none, and makes that its principal.
///
/// No token is no failure, for a topic may be public; a bad one always is. It runs when the
/// resource has been found, so that what is not there is `404` whatever the token.
///
/// Where nobody can tell at present whether a token is good, a stream is left to say so itself, for
/// an `EventSource` has to hear it in a way that lets it come back.
@Provider
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {

  private final Bearers bearers;
  private final Tickets tickets;
  private final Revocations revocations;

  @Inject
  public TokenFilter(Bearers bearers, Tickets tickets, Revocations revocations) {
    this.bearers = bearers;
    this.tickets = tickets;
    this.revocations = revocations;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getProperty(CredentialFilter.CREDENTIAL) instanceof String token) {
      request.removeProperty(CredentialFilter.CREDENTIAL);
      decide(request, () -> identify(token, request));
    }
    if (request.getProperty(CredentialFilter.TICKET) instanceof String ticket) {
      request.removeProperty(CredentialFilter.TICKET);
      decide(request, () -> identifyHolder(ticket, request));
    }
  }

  private void identify(String token, ContainerRequestContext request) {
    request.setSecurityContext(new BearerContext(bearers.verified(token), isSecure(request)));
  }

  private void identifyHolder(String ticket, ContainerRequestContext request) {
    var holder = new TicketHolder(tickets.open(ticket));
    revocations.check(holder.ticket().bearer());
    request.setSecurityContext(new TicketContext(holder, isSecure(request)));
  }

  private static void decide(ContainerRequestContext request, Runnable identification) {
    try {
      identification.run();
    } catch (ProblemException e) {
      if (!(e.problem() instanceof Problem.Unavailable)
          || !CredentialFilter.isForAStream(request)) {
        throw e;
      }
      request.setSecurityContext(new UndecidedContext(e, isSecure(request)));
    }
  }

  private static boolean isSecure(ContainerRequestContext request) {
    return "https".equalsIgnoreCase(request.getUriInfo().getRequestUri().getScheme());
  }
}
