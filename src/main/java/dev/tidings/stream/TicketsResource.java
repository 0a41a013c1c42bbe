package dev.tidings.stream;

import dev.tidings.problem.Problem;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import dev.tidings.security.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `POST /tickets`: something that stands for the caller's token in the URL of a stream.
@ApplicationScoped
@Path("/tickets")
@Tag(ref = "read")
public class TicketsResource {

  private final Access access;
  private final Tickets tickets;

  @Inject
  public TicketsResource(Access access, Tickets tickets) {
    this.access = access;
    this.tickets = tickets;
  }

  /// Who may ask is looked at first, so that a stranger learns nothing from the other answers.
  @POST
  @Operation(operationId = "issueTicket", summary = "Get something for a stream's URL")
  @RequestBody(ref = "ticket")
  @APIResponse(responseCode = "201", ref = "ticket")
  @APIResponse(responseCode = "400", ref = "malformed")
  @APIResponse(responseCode = "401", ref = "unauthenticated")
  @APIResponse(responseCode = "403", ref = "notGranted")
  @APIResponse(responseCode = "413", ref = "bodyTooLarge")
  @APIResponse(responseCode = "415", ref = "unsupportedContent")
  @APIResponse(responseCode = "503", ref = "unavailable")
  public Response issue(@Context ContainerRequestContext request, InputStream in)
      throws IOException {
    return switch (Caller.of(request.getSecurityContext())) {
      case Caller.Anonymous() -> throw new Problem.Unauthenticated().asException();
      case Caller.Bearer bearer -> answer(issue(bearer, request.getMediaType(), in));
    };
  }

  private String issue(Caller.Bearer bearer, @Nullable MediaType type, InputStream in)
      throws IOException {
    var named = TicketRequest.read(type, in, access.maxFilters()).filters();
    if (named.isEmpty()) {
      return tickets.issue(bearer);
    }
    access.checkSubscribe(bearer, named.get());
    return tickets.issue(bearer, named.get());
  }

  /// A ticket needs no quoting.
  private static Response answer(String ticket) {
    return Response.status(Response.Status.CREATED)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(
            "{\"ticket\":\"%s\",\"expiresIn\":%d}".formatted(ticket, Tickets.FIRST_USE.toSeconds()))
        .build();
  }
}
