package dev.tidings.stream;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.TopicPath;
import dev.tidings.log.EventLog;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `GET /topics/{topic}`: what is kept of a topic, page by page.
@ApplicationScoped
@Path("/topics")
@Tag(ref = "read")
@APIResponse(responseCode = "400", ref = "malformed")
@APIResponse(responseCode = "401", ref = "unauthenticated")
@APIResponse(responseCode = "403", ref = "notGranted")
@APIResponse(responseCode = "503", ref = "unavailable")
public class HistoryResource {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 1000;

  private final Access access;
  private final EventLog log;

  @Inject
  public HistoryResource(Access access, EventLog log) {
    this.access = access;
    this.log = log;
  }

  /// Answers with a page and, while there is more, the link to the next. Whoever may open a stream
  /// of the topic may read it.
  @GET
  @Path("/{topic: .*}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "readHistory", summary = "Read what is kept of a topic")
  @Parameter(ref = "topic")
  @Parameter(ref = "after")
  @Parameter(ref = "since")
  @Parameter(ref = "limit")
  @SecurityRequirementsSet({})
  @SecurityRequirement(name = "bearer")
  @SecurityRequirement(name = "cookie")
  @APIResponse(responseCode = "200", ref = "history")
  @APIResponse(responseCode = "406", ref = "notAcceptable")
  public Response page(@Context UriInfo uri, @Context SecurityContext security) {
    var caller = Caller.of(security);
    var topic = TopicPath.topic(uri.getRequestUri().getRawPath());
    var filters = TopicFilters.of(topic.value());
    access.checkSubscribe(caller, filters);
    var query = new QueryParameters(uri);
    var after = query.one("after", HistoryResource::cursor).orElse(null);
    var since = query.one("since", text -> Since.parse(text, log.clock().instant())).orElse(null);
    var limit = query.one("limit", HistoryResource::limit).orElse(DEFAULT_LIMIT);
    var page = HistoryPage.read(log, filters, after, since, limit);
    var answer = Response.ok(page.json()).header(HttpHeaders.CACHE_CONTROL, "no-store");
    if (page.next() != null) {
      var next = TopicPath.of(topic) + "?after=" + page.next() + "&limit=" + limit;
      answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
    }
    return answer.build();
  }

  private static Cursor cursor(String text) {
    return Cursor.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'after' is not the id of an event"));
  }

  private static int limit(String text) {
    if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= MOST) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("'limit' is a number from 1 to " + MOST);
  }
}
