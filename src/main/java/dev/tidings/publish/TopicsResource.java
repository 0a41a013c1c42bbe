package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.TopicPath;
import dev.tidings.problem.Problem;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `POST /topics/{topic}`: the body is the event's data.
@ApplicationScoped
@Path("/topics")
@Tag(ref = "publish")
@APIResponse(responseCode = "400", ref = "malformed")
@APIResponse(responseCode = "401", ref = "unauthenticated")
@APIResponse(responseCode = "403", ref = "notGranted")
@APIResponse(responseCode = "503", ref = "unavailable")
public class TopicsResource {

  private static final Pattern CLOUD_EVENT =
      Pattern.compile("\\s*application/cloudevents.*", Pattern.CASE_INSENSITIVE);

  private final Access access;
  private final Publisher publisher;

  @Inject
  public TopicsResource(Access access, Publisher publisher) {
    this.access = access;
    this.publisher = publisher;
  }

  /// Answers `201` once the event is in the log. Rights are looked at first, so that a stranger
  /// learns nothing from the other answers.
  ///
  /// @param request everything else is asked of it: each further `@Context` is a look-up that costs
  ///     more than all that is done here
  @POST
  @Path("/{topic: .*}")
  @Operation(operationId = "publish", summary = "Publish an event")
  @Parameter(ref = "topic")
  @Parameter(ref = "event")
  @Parameter(ref = "retry")
  @RequestBody(ref = "publication")
  @APIResponse(responseCode = "201", ref = "published")
  @APIResponse(responseCode = "413", ref = "eventTooLarge")
  @APIResponse(responseCode = "415", ref = "unsupportedContent")
  public Response publish(@Context ContainerRequestContext request, InputStream in)
      throws IOException {
    var uri = request.getUriInfo();
    var topic = topicFor(Caller.of(request.getSecurityContext()), uri);
    refuseWhatIsNotOffered(request);
    var query = new QueryParameters(uri);
    var type = query.one("event", EventType::new);
    var retry = query.one("retry", RetryTime::parsed);
    var body =
        Body.read(request.getHeaderString(HttpHeaders.CONTENT_TYPE), in, publisher.maxSize());
    return created(
        publisher.publish(
            new Publication(
                topic, type.orElse(null), retry.orElse(null), body.contentType(), body.data())));
  }

  /// Of the contract, but of a later version: to pass over it in silence would promise it.
  private static void refuseWhatIsNotOffered(ContainerRequestContext request) {
    if (request.getHeaderString("Idempotency-Key") != null) {
      throw new Problem.Malformed("'Idempotency-Key' is not offered by this version").asException();
    }
    var type = String.valueOf(request.getHeaderString(HttpHeaders.CONTENT_TYPE));
    if (request.getHeaderString("ce-specversion") != null || CLOUD_EVENT.matcher(type).matches()) {
      throw new Problem.UnsupportedContent("CloudEvents are not offered by this version")
          .asException();
    }
  }

  private Topic topicFor(Caller caller, UriInfo uri) {
    if (caller instanceof Caller.Anonymous) {
      throw new Problem.Unauthenticated().asException();
    }
    var topic = TopicPath.topic(uri.getRequestUri().getRawPath());
    access.checkPublish(caller, topic);
    return topic;
  }

  private static Response created(TopicEvent event) {
    return Response.status(Response.Status.CREATED)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity("{\"id\":\"" + event.id() + "\",\"topic\":" + JsonText.quoted(event.topic()) + "}")
        .build();
  }
}
