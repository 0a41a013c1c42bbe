package dev.tidings.publish;

import dev.tidings.http.TopicPath;
import dev.tidings.limits.PublicationRate;
import dev.tidings.problem.Problem;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import dev.tidings.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `POST /topics`: each line of the body is a publication.
@ApplicationScoped
@Path("/topics")
@Tag(ref = "publish")
@APIResponse(responseCode = "400", ref = "malformed")
@APIResponse(responseCode = "401", ref = "unauthenticated")
@APIResponse(responseCode = "403", ref = "notGranted")
@APIResponse(responseCode = "503", ref = "unavailable")
public class BatchResource {

  /// Of the publications, each of which has its own.
  private static final List<String> MEMBERS = List.of("event", "retry");

  private final Access access;
  private final PublicationRate rate;
  private final Batches batches;
  private final Traces traces;

  @Inject
  public BatchResource(Access access, PublicationRate rate, Batches batches, Traces traces) {
    this.traces = traces;
    this.access = access;
    this.rate = rate;
    this.batches = batches;
  }

  /// Answers `201` once all events are in the log. Rights are looked at first, as far as they can
  /// be known before the lines are.
  @POST
  @Operation(operationId = "publishBatch", summary = "Publish many events, all or none")
  @Parameter(ref = "idempotencyKey")
  @Parameter(ref = "traceparent")
  @Parameter(ref = "tracestate")
  @RequestBody(ref = "batch")
  @APIResponse(responseCode = "201", ref = "batchPublished")
  @APIResponse(responseCode = "413", ref = "batchTooLarge")
  @APIResponse(responseCode = "415", ref = "unsupportedContent")
  @APIResponse(responseCode = "422", ref = "keyReused")
  @APIResponse(responseCode = "429", ref = "tooMany")
  public Response publish(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Context SecurityContext security,
      InputStream in)
      throws IOException {
    var caller = Caller.of(security);
    checkPublishes(caller);
    checkPath(uri.getRequestUri().getRawPath());
    refuseWhatWouldBePassedOver(uri);
    if (!ContentType.of(headers.getHeaderString(HttpHeaders.CONTENT_TYPE)).isLines()) {
      throw new Problem.UnsupportedContent("a batch is application/x-ndjson").asException();
    }
    if (length(headers) > Batches.MOST_BYTES) {
      throw new Problem.BatchTooLarge("a batch is at most " + Batches.MOST_BYTES + " bytes")
          .asException();
    }
    rate.check(caller.subject());
    var key = PublisherKeys.of(caller).ofBatch(headers.getRequestHeaders());
    try (var span = traces.begin(TraceHeaders.of(headers.getRequestHeaders()))) {
      var receipt =
          batches.publish(in, key, span.context(), topic -> access.checkPublish(caller, topic));
      rate.charge(caller.subject(), receipt.events().size() - 1);
      span.stored(receipt.events().size());
      return Created.many(List.of(receipt));
    }
  }

  /// A number, as the server has seen to; -1 if it is not known before the end.
  private static long length(HttpHeaders headers) {
    var declared = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    return declared == null ? -1 : Long.parseLong(declared);
  }

  private static void checkPublishes(Caller caller) {
    switch (caller) {
      case Caller.Anonymous() -> throw new Problem.Unauthenticated().asException();
      case Caller.Bearer bearer -> {
        if (bearer.grants().publish().isEmpty()) {
          throw new Problem.NotGranted("may not publish").asException();
        }
      }
    }
  }

  /// JAX-RS takes no notice of a last slash; behind that a topic is missing.
  private static void checkPath(String rawPath) {
    if (rawPath.endsWith("/")) {
      TopicPath.topic(rawPath);
    }
  }

  private static void refuseWhatWouldBePassedOver(UriInfo uri) {
    for (var member : MEMBERS) {
      if (uri.getQueryParameters().containsKey(member)) {
        throw new Problem.Malformed("'" + member + "' is a member of each line here").asException();
      }
    }
  }
}
