package dev.tidings.stream;

import dev.tidings.broadcast.Departure;
import dev.tidings.broadcast.FanOut;
import dev.tidings.broadcast.Subscription;
import dev.tidings.connection.ClientConnection;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.http.QueryParameters;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import io.helidon.webserver.http.ServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `GET /stream` as Server-Sent Events.
///
/// Before the first byte a problem is a status; what retrying may cure is a `200` that says so and
/// ends, because a browser's `EventSource` never comes back after any other status.
@ApplicationScoped
@Path("/stream")
@Tag(ref = "read")
public class StreamResource {

  /// Of the contract, but of a later version; a wrong answer would be worse than none.
  private static final List<String> NOT_YET = List.of("envelope", "snapshot", "conflate");

  private final Access access;
  private final EventLog log;
  private final FanOut fanOut;

  @Inject
  public StreamResource(Access access, EventLog log, FanOut fanOut) {
    this.access = access;
    this.log = log;
    this.fanOut = fanOut;
  }

  /// Opens the stream, which then leaves the request behind.
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @StreamHeaders.OfAStream
  @Operation(operationId = "subscribe", summary = "Open a stream of events")
  @Parameter(ref = "filters")
  @Parameter(ref = "lastEventIdHeader")
  @Parameter(ref = "lastEventId")
  @Parameter(ref = "since")
  @SecurityRequirementsSet({})
  @SecurityRequirement(name = "bearer")
  @SecurityRequirement(name = "query")
  @SecurityRequirement(name = "cookie")
  @APIResponse(responseCode = "200", ref = "stream")
  @APIResponse(responseCode = "400", ref = "malformed")
  @APIResponse(responseCode = "401", ref = "unauthenticated")
  @APIResponse(responseCode = "403", ref = "notGranted")
  @APIResponse(responseCode = "406", ref = "notAcceptable")
  public void stream(
      @Context ContainerRequestContext request,
      @Context ServerResponse response,
      @Context Sse sse,
      @Context SseEventSink sink) {
    var query = new QueryParameters(request.getUriInfo());
    var caller = Caller.of(request.getSecurityContext());
    var filters = filters(query);
    access.checkSubscribe(caller, filters);
    Start start;
    try {
      start = Start.of(request.getHeaderString(HttpHeaders.LAST_EVENT_ID_HEADER), query, log);
    } catch (ProblemException e) {
      if (!(e.problem() instanceof Problem.Unavailable)) {
        throw e;
      }
      turnAway(Departure.UNAVAILABLE, sse, sink);
      return;
    }
    var connection = response.sink(ClientConnection.TYPE);
    var subscriber = fanOut.subscribe(subscription(caller, filters, start), connection);
    if (subscriber.isEmpty()) {
      turnAway(fanOut.isDraining() ? Departure.DRAIN : Departure.BUSY, sse, sink);
      return;
    }
    request.setProperty(StreamHeaders.CONNECTION, subscriber.get().id());
    try (sink) {
      sink.send(fanOut.opening(start.cursor()));
      connection.carry(subscriber.get());
    }
  }

  /// Only a stream could tell what its headers would be.
  @HEAD
  @Operation(hidden = true)
  public void head() {
    throw new NotAllowedException(HttpMethod.GET, new String[] {HttpMethod.OPTIONS});
  }

  private TopicFilters filters(QueryParameters query) {
    var values = query.all("topic");
    if (values.size() > access.maxFilters()) {
      throw new Problem.Malformed("a stream has at most " + access.maxFilters() + " topic filters")
          .asException();
    }
    if (values.isEmpty()) {
      throw new Problem.Malformed("at least one 'topic' is needed").asException();
    }
    for (var name : NOT_YET) {
      if (query.one(name).filter(value -> !value.equals("false")).isPresent()) {
        throw new Problem.Malformed("'" + name + "' is not offered by this version").asException();
      }
    }
    return new TopicFilters(
        values.stream().map(value -> QueryParameters.parsed(TopicFilter::new, value)).toList());
  }

  private static Subscription subscription(Caller caller, TopicFilters filters, Start start) {
    return switch (caller) {
      case Caller.Anonymous() ->
          new Subscription(null, filters, start.cursor(), start.lost(), null);
      case Caller.Bearer(var subject, _, var expires) ->
          new Subscription(subject, filters, start.cursor(), start.lost(), expires);
    };
  }

  /// A stream that is nothing but its farewell.
  private void turnAway(Departure reason, Sse sse, SseEventSink sink) {
    try (sink) {
      sink.send(
          sse.newEventBuilder()
              .name("tidings.bye")
              .reconnectDelay(fanOut.jitteredRetry().toMillis())
              .data(String.class, "{\"reason\":\"" + reason.reason() + "\"}")
              .build());
    }
  }
}
