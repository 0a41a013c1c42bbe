package dev.tidings.operators;

import dev.tidings.broadcast.Course;
import dev.tidings.broadcast.FanOut;
import dev.tidings.event.Cursor;
import dev.tidings.http.QueryParameters;
import dev.tidings.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
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

  private final FanOut fanOut;
  private final Explainer explainer;
  private final Node node;

  @Inject
  public ExplainResource(FanOut fanOut, Explainer explainer, Node node) {
    this.fanOut = fanOut;
    this.explainer = explainer;
    this.node = node;
  }

  /// What became of one event on one stream that is open, or has ended lately.
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
    // Taken first: an event that is stored meanwhile is ahead of it.
    var course =
        fanOut.course(connection).orElseThrow(() -> new Problem.UnknownConnection().asException());
    return Response.ok(json(event, course, explainer.explain(event, course)).toString())
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

  private JsonObject json(Cursor event, Course course, Explanation explanation) {
    var json =
        Json.object()
            .add("event", event.toString())
            .add("connection", course.id())
            .add("node", node.name())
            .add("outcome", Explanation.name(explanation.outcome()))
            .add("reason", Explanation.name(explanation.reason()))
            .add("detail", explanation.reason().detail())
            .add("start", course.start().toString())
            .add("cursor", course.cursor().toString());
    var topic = explanation.topic();
    if (topic != null) {
      json.add("topic", topic.value());
    }
    var newer = explanation.newer();
    if (newer != null) {
      json.add("newer", newer.toString());
    }
    var departure = course.departure();
    if (departure != null) {
      json.add("ended", departure.reason());
    }
    return json.build();
  }
}
