package dev.tidings.operators;

import dev.tidings.event.Cursor;
import dev.tidings.http.QueryParameters;
import dev.tidings.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `GET /explain`, for operators: why an event did or did not reach a stream.
@ApplicationScoped
@Path("/explain")
@Tag(ref = "operate")
@APIResponse(responseCode = "401", ref = "unauthenticated")
@APIResponse(responseCode = "403", ref = "notGranted")
public class ExplainResource {

  private final Explanations explanations;
  private final Neighbours neighbours;

  @Inject
  public ExplainResource(Explanations explanations, Neighbours neighbours) {
    this.explanations = explanations;
    this.neighbours = neighbours;
  }

  /// What became of one event on one stream that is open, or has ended lately, at any node.
  @GET
  @RolesAllowed(ConnectionsResource.OPERATORS)
  @Operation(operationId = "explain", summary = "See why an event did or did not reach a stream")
  @Parameter(ref = "explainedEvent")
  @Parameter(ref = "explainedConnection")
  @APIResponse(responseCode = "200", ref = "explanation")
  @APIResponse(responseCode = "400", ref = "malformed")
  @APIResponse(responseCode = "404", ref = "unknownConnection")
  @APIResponse(responseCode = "503", ref = "unavailable")
  public Response explain(@Context UriInfo uri) {
    var query = new QueryParameters(uri);
    var event = query.one("event", ExplainResource::id).orElseThrow(() -> missing("event"));
    var connection = query.one("connection").orElseThrow(() -> missing("connection"));
    var explanation =
        explanations
            .find(event, connection)
            .or(() -> neighbours.explanation(event, connection))
            .orElseThrow(() -> new Problem.UnknownConnection().asException());
    return Response.ok(explanation)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static Cursor id(String text) {
    return Cursor.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'event' is not the id of an event"));
  }

  private static RuntimeException missing(String name) {
    return new Problem.Malformed("'" + name + "' is needed").asException();
  }
}
