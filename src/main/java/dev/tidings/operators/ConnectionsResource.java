package dev.tidings.operators;

import dev.tidings.http.OperatorsApart;
import dev.tidings.http.QueryParameters;
import dev.tidings.problem.Problem;
import dev.tidings.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/connections`: the streams that are open and the polls that wait. For operators, but for the
/// renewal, which is their clients' own.
@ApplicationScoped
@Path("/connections")
@Tag(ref = "operate")
@APIResponse(responseCode = "401", ref = "unauthenticated")
@APIResponse(responseCode = "403", ref = "notGranted")
@APIResponse(responseCode = "503", ref = "unavailable")
public class ConnectionsResource {

  static final String OPERATORS = OperatorsApart.GROUP;

  private final Neighbours neighbours;
  private final Renewals renewals;
  private final Withdrawals withdrawals;

  @Inject
  public ConnectionsResource(Neighbours neighbours, Renewals renewals, Withdrawals withdrawals) {
    this.neighbours = neighbours;
    this.renewals = renewals;
    this.withdrawals = withdrawals;
  }

  /// Who is connected, by id, on whichever hub.
  @GET
  @RolesAllowed(OPERATORS)
  @Operation(operationId = "listConnections", summary = "See who is connected")
  @Parameter(ref = "afterConnection")
  @Parameter(ref = "limit")
  @APIResponse(responseCode = "200", ref = "connections")
  @APIResponse(responseCode = "400", ref = "malformed")
  public Response list(@Context UriInfo uri) {
    var page = Page.of(uri);
    // One more than asked for tells whether there is a next page.
    var found = neighbours.connections(page.after().orElse(""), page.limit() + 1);
    var listed = found.subList(0, Math.min(page.limit(), found.size()));
    var items = Json.array();
    listed.forEach(items::add);
    var next =
        found.size() > listed.size()
            ? Optional.of(listed.getLast().getString("id"))
            : Optional.<String>empty();
    return page.answer("/connections", "connections", items, next);
  }

  /// Refuses a token, or all of a subject's, and ends the streams that it opened.
  @DELETE
  @RolesAllowed(OPERATORS)
  @Operation(operationId = "revoke", summary = "Refuse tokens and end their streams")
  @Parameter(ref = "subject")
  @Parameter(ref = "jti")
  @APIResponse(responseCode = "200", ref = "revoked")
  @APIResponse(responseCode = "400", ref = "malformed")
  public Response revoke(@Context UriInfo uri, @Context SecurityContext security) {
    var query = new QueryParameters(uri);
    var subject = query.one("subject");
    var tokenId = query.one("jti");
    if (subject.isPresent() == tokenId.isPresent()) {
      throw new Problem.Malformed("either 'subject' or 'jti' is needed").asException();
    }
    var operator = Caller.of(security);
    return ended(
        subject
            .map(it -> withdrawals.ofSubject(it, operator))
            .orElseGet(() -> withdrawals.ofTokenId(tokenId.orElseThrow(), operator)));
  }

  /// Ends a stream, and refuses the token that opened it.
  @DELETE
  @Path("/{id}")
  @RolesAllowed(OPERATORS)
  @Operation(operationId = "revokeConnection", summary = "End a stream and refuse its token")
  @APIResponse(responseCode = "200", ref = "revoked")
  @APIResponse(responseCode = "404", ref = "unknownConnection")
  public Response revoke(
      @Parameter(ref = "connection") @PathParam("id") String id,
      @Context SecurityContext security) {
    return ended(withdrawals.ofConnection(id, Caller.of(security)));
  }

  private static Response ended(int number) {
    return answer(Json.object().add("ended", number).build());
  }

  /// Has a stream go on by the right of the caller's token.
  @POST
  @Path("/{id}/token")
  @Operation(operationId = "renew", summary = "Have a stream go on by another token")
  @APIResponse(responseCode = "200", ref = "renewed")
  @APIResponse(responseCode = "404", ref = "unknownConnection")
  public Response renew(
      @Parameter(ref = "connection") @PathParam("id") String id,
      @Context SecurityContext security) {
    var left = renewals.renew(id, Caller.of(security));
    return answer(Json.object().add("connection", id).add("expiresIn", left.toSeconds()).build());
  }

  private static Response answer(JsonValue json) {
    return Response.ok(json.toString())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
