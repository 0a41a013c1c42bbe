package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.TopicPath;
import dev.tidings.limits.PublicationRate;
import dev.tidings.log.Receipt;
import dev.tidings.problem.Problem;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import dev.tidings.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `POST /topics/{topic}`: the body is the event's data, or CloudEvents.
@ApplicationScoped
@Path("/topics")
@Tag(ref = "publish")
@APIResponse(responseCode = "400", ref = "malformed")
@APIResponse(responseCode = "401", ref = "unauthenticated")
@APIResponse(responseCode = "403", ref = "notGranted")
@APIResponse(responseCode = "503", ref = "unavailable")
public class TopicsResource {

  private final Access access;
  private final PublicationRate rate;
  private final Publisher publisher;
  private final CloudEvents cloudEvents;
  private final Traces traces;

  @Inject
  public TopicsResource(
      Access access,
      PublicationRate rate,
      Publisher publisher,
      CloudEvents cloudEvents,
      Traces traces) {
    this.traces = traces;
    this.access = access;
    this.rate = rate;
    this.publisher = publisher;
    this.cloudEvents = cloudEvents;
  }

  /// Answers `201` once the event is in the log. Rights are looked at first, so that a stranger
  /// learns nothing from the other answers.
  ///
  /// @param request everything else is asked of it: each further `@Context` is a look-up that costs
  ///     more than all that is done here
  @POST
  @Path("/{topic: .*}")
  @Operation(operationId = "publish", summary = "Publish an event, or CloudEvents")
  @Parameter(ref = "topic")
  @Parameter(ref = "event")
  @Parameter(ref = "retry")
  @Parameter(ref = "idempotencyKey")
  @Parameter(ref = "traceparent")
  @Parameter(ref = "tracestate")
  @Parameter(ref = "ceSpecversion")
  @Parameter(ref = "ceId")
  @Parameter(ref = "ceSource")
  @Parameter(ref = "ceType")
  @RequestBody(ref = "publication")
  @APIResponse(responseCode = "201", ref = "published")
  @APIResponse(responseCode = "413", ref = "eventTooLarge")
  @APIResponse(responseCode = "415", ref = "unsupportedContent")
  @APIResponse(responseCode = "422", ref = "keyReused")
  @APIResponse(responseCode = "429", ref = "tooMany")
  public Response publish(@Context ContainerRequestContext request, InputStream in)
      throws IOException {
    var caller = Caller.of(request.getSecurityContext());
    var topic = topicFor(caller, request.getUriInfo());
    try (var span = traces.begin(TraceHeaders.of(request.getHeaders()))) {
      return publish(request, caller, topic, span, in);
    }
  }

  private Response publish(
      ContainerRequestContext request,
      Caller caller,
      Topic topic,
      Traces.Request span,
      InputStream in)
      throws IOException {
    rate.check(caller.subject());
    var keys = PublisherKeys.of(caller);
    var headers = request.getHeaders();
    var key = keys.ofPublication(topic, headers);
    var query = new QueryParameters(request.getUriInfo());
    var type = query.one("event", EventType::new).orElse(null);
    var retry = query.one("retry", RetryTime::parsed).orElse(null);
    var mode = CloudEventMode.of(headers);
    if (mode == CloudEventMode.NONE) {
      var declared = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
      var body = Body.read(declared, in, publisher.maxSize());
      var publication =
          new Publication(topic, type, retry, body.contentType(), body.data(), span.context());
      return one(publisher.submit(publication, key), span);
    }
    refuseWhatACloudEventHasItself(type, key);
    var target = new CloudEvents.Target(topic, keys, retry, span.context());
    return switch (mode) {
      case NONE, BINARY -> one(cloudEvents.publishBinary(target, headers, in), span);
      case STRUCTURED -> one(cloudEvents.publishStructured(target, in), span);
      case BATCHED -> {
        var receipts = cloudEvents.publishBatch(target, in);
        rate.charge(caller.subject(), receipts.size() - 1);
        span.stored(receipts.size());
        yield Created.many(receipts);
      }
    };
  }

  private static Response one(Receipt receipt, Traces.Request span) {
    span.stored(receipt.events().getFirst());
    return Created.one(receipt);
  }

  /// Two types or two keys would contradict each other.
  private static void refuseWhatACloudEventHasItself(
      @Nullable EventType type, @Nullable IdempotencyKey key) {
    if (type != null) {
      throw new Problem.Malformed(
              "a CloudEvent's type is the event type; 'event' is none beside it")
          .asException();
    }
    if (key != null) {
      throw new Problem.Malformed(
              "a CloudEvent's source and id are its key; '"
                  + PublisherKeys.HEADER
                  + "' is none beside them")
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
}
