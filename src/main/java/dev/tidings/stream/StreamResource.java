package dev.tidings.stream;

import dev.tidings.broadcast.Answer;
import dev.tidings.broadcast.Departure;
import dev.tidings.broadcast.FanOut;
import dev.tidings.broadcast.Line;
import dev.tidings.broadcast.Subscriber;
import dev.tidings.broadcast.Subscription;
import dev.tidings.connection.ClientConnection;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import dev.tidings.security.Access;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `GET /stream` in its three transports: the same events behind the same cursor.
///
/// Before the first byte a problem is a status. To Server-Sent Events, what retrying may cure is a
/// `200` that says so and ends, because a browser's `EventSource` never comes back after any other
/// status.
@ApplicationScoped
@Path("/stream")
@Tag(ref = "read")
public class StreamResource {

  private static final String LINES = "application/x-ndjson";

  private final Access access;
  private final EventLog log;
  private final FanOut fanOut;

  @Inject
  public StreamResource(Access access, EventLog log, FanOut fanOut) {
    this.access = access;
    this.log = log;
    this.fanOut = fanOut;
  }

  /// Opens a stream of Server-Sent Events, which then leaves the request behind.
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @StreamHeaders.OfAStream
  @Operation(operationId = "subscribe", summary = "Open a stream of events")
  @Parameter(ref = "filters")
  @Parameter(ref = "lastEventIdHeader")
  @Parameter(ref = "lastEventId")
  @Parameter(ref = "since")
  @Parameter(ref = "envelope")
  @Parameter(ref = "snapshot")
  @Parameter(ref = "conflate")
  @Parameter(ref = "wait")
  @SecurityRequirementsSet({})
  @SecurityRequirement(name = "bearer")
  @SecurityRequirement(name = "query")
  @SecurityRequirement(name = "cookie")
  @APIResponse(responseCode = "200", ref = "stream")
  @APIResponse(responseCode = "400", ref = "malformed")
  @APIResponse(responseCode = "401", ref = "unauthenticated")
  @APIResponse(responseCode = "403", ref = "notGranted")
  @APIResponse(responseCode = "406", ref = "notAcceptable")
  @APIResponse(responseCode = "503", ref = "unavailable")
  public void stream(
      @Context ContainerRequestContext request,
      @Context ServerResponse response,
      @Context Sse sse,
      @Context SseEventSink sink) {
    StreamRequest asked;
    try {
      asked = StreamRequest.of(request, access, log);
    } catch (ProblemException e) {
      if (!(e.problem() instanceof Problem.Unavailable)) {
        throw e;
      }
      turnAway(Departure.UNAVAILABLE, sse, sink);
      return;
    }
    var connection = response.sink(ClientConnection.TYPE);
    var subscriber = subscribe(asked.toEvents(), connection, request);
    if (subscriber.isEmpty()) {
      turnAway(whyFull(), sse, sink);
      return;
    }
    try (sink) {
      sink.send(fanOut.opening(asked.start().cursor()));
      connection.carry(subscriber.get());
    }
  }

  /// Opens a stream of envelopes, one a line, which then leaves the request behind.
  @GET
  @Produces(LINES)
  @StreamHeaders.OfAStream
  @Operation(hidden = true)
  public Response lines(
      @Context ContainerRequestContext request, @Context ServerResponse response) {
    var asked = StreamRequest.of(request, access, log);
    var connection = response.sink(ClientConnection.TYPE);
    var subscriber = subscribe(asked.toLines(), connection, request).orElseThrow(this::refusal);
    var output = new OpenEnded(request, subscriber.opening(), () -> connection.carry(subscriber));
    return Response.ok(output, LINES).build();
  }

  /// Answers with what is behind the cursor, or waits for something on a connection that has left
  /// the request behind.
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @StreamHeaders.OfAStream
  @Operation(hidden = true)
  public Response poll(@Context ContainerRequestContext request, @Context ServerResponse response) {
    var asked = StreamRequest.of(request, access, log);
    var answer = new Answer(asked.patience(), log.tip());
    var subscriber = subscribe(asked.toLines(), answer, request).orElseThrow(this::refusal);
    subscriber.open();
    var rest = answer.rest();
    if (rest != null) {
      return answered(answer, rest);
    }
    var output =
        new OpenEnded(
            request,
            Answer.opening(),
            () -> response.sink(ClientConnection.TYPE).carry(subscriber, answer));
    return Response.ok(output, MediaType.APPLICATION_JSON).build();
  }

  /// Only a stream could tell what its headers would be.
  @HEAD
  @Operation(hidden = true)
  public void head() {
    throw new NotAllowedException(HttpMethod.GET, new String[] {HttpMethod.OPTIONS});
  }

  private Optional<Subscriber> subscribe(
      Subscription subscription, Line line, ContainerRequestContext request) {
    var subscriber = fanOut.subscribe(subscription, line);
    subscriber.ifPresent(opened -> request.setProperty(StreamHeaders.CONNECTION, opened.id()));
    return subscriber;
  }

  private Departure whyFull() {
    return fanOut.isDraining() ? Departure.DRAIN : Departure.BUSY;
  }

  private ProblemException refusal() {
    return unavailable(
        fanOut.isDraining() ? "the hub is stopping" : "as many streams are open as may be");
  }

  private ProblemException unavailable(String detail) {
    return new Problem.Unavailable(detail, fanOut.jitteredRetry()).asException();
  }

  private Response answered(Answer answer, byte[] rest) {
    if (answer.isUnavailable()) {
      throw unavailable("the event log cannot be read at present");
    }
    var whole = new ByteArrayOutputStream(Answer.opening().length + rest.length);
    whole.writeBytes(Answer.opening());
    whole.writeBytes(rest);
    return Response.ok(whole.toByteArray(), MediaType.APPLICATION_JSON).build();
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
