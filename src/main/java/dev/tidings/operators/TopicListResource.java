package dev.tidings.operators;

import dev.tidings.event.Topic;
import dev.tidings.http.QueryParameters;
import dev.tidings.log.EventLog;
import dev.tidings.log.KeptTopic;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `GET /topics`, for operators: the topics of which events are kept.
@ApplicationScoped
@Path("/topics")
@Tag(ref = "operate")
public class TopicListResource {

  /// So many looks take a second or so; then a page ends early, once there is a topic on it.
  private static final int LOOKS_OF_ONE_PAGE = 250;

  private final EventLog log;
  private final Neighbours neighbours;

  @Inject
  public TopicListResource(EventLog log, Neighbours neighbours) {
    this.log = log;
    this.neighbours = neighbours;
  }

  /// In the order of their UTF-8. Takes time in proportion to the events that are kept of them.
  @GET
  @RolesAllowed(ConnectionsResource.OPERATORS)
  @Operation(operationId = "listTopics", summary = "See what is kept")
  @Parameter(ref = "afterTopic")
  @Parameter(ref = "limit")
  @APIResponse(responseCode = "200", ref = "topics")
  @APIResponse(responseCode = "400", ref = "malformed")
  @APIResponse(responseCode = "401", ref = "unauthenticated")
  @APIResponse(responseCode = "403", ref = "notGranted")
  @APIResponse(responseCode = "503", ref = "unavailable")
  public Response list(@Context UriInfo uri) {
    var page = Page.of(uri);
    var behind = page.after().map(text -> QueryParameters.parsed(Topic::new, text)).orElse(null);
    var found = new ArrayList<KeptTopic>();
    @Nullable KeptTopic begun = null;
    for (int looks = 1; true; looks++) {
      var look = log.topics(behind, begun, page.limit() - found.size());
      found.addAll(look.topics());
      begun = look.begun();
      behind = found.isEmpty() ? behind : found.getLast().topic();
      if (look.isLast()) {
        return answer(page, found, Optional.empty());
      }
      if (found.size() == page.limit() || (looks >= LOOKS_OF_ONE_PAGE && !found.isEmpty())) {
        return answer(page, found, Optional.of(found.getLast().topic().value()));
      }
    }
  }

  private Response answer(Page page, List<KeptTopic> topics, Optional<String> last) {
    var items = Json.array();
    var subscribers = neighbours.subscribers(topics.stream().map(KeptTopic::topic).toList());
    for (int i = 0; i < topics.size(); i++) {
      items.add(json(topics.get(i), subscribers.get(i)));
    }
    return page.answer("/topics", "topics", items, last);
  }

  private static JsonObjectBuilder json(KeptTopic kept, int subscribers) {
    return Json.object()
        .add("topic", kept.topic().value())
        .add("subscribers", subscribers)
        .add("events", kept.events())
        .add("newest", kept.newest().toString());
  }
}
