package dev.tidings.stream;

import dev.tidings.broadcast.Answer;
import dev.tidings.broadcast.Departure;
import dev.tidings.broadcast.FanOut;
import dev.tidings.broadcast.Line;
import dev.tidings.broadcast.Subscriber;
import dev.tidings.broadcast.Subscription;
import dev.tidings.connection.Carrier;
import dev.tidings.http.Refusals;
import dev.tidings.limits.Clients;
import dev.tidings.limits.StreamPlaces;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import dev.tidings.security.Revocations;
import dev.tidings.security.Tickets;
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
  private final Tickets tickets;
  private final Revocations revocations;
  private final EventLog log;
  private final FanOut fanOut;
  private final Clients clients;
  private final StreamPlaces places;

  @Inject
  public StreamResource(
      Access access,
      Tickets tickets,
      Revocations revocations,
      EventLog log,
      FanOut fanOut,
      Clients clients,
      StreamPlaces places) {
    this.access = access;
    this.tickets = tickets;
    this.revocations = revocations;
    this.log = log;
    this.fanOut = fanOut;
    this.clients = clients;
    this.places = places;
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
  @SecurityRequirement(name = "ticket")
  @SecurityRequirement(name = "cookie")
  @APIResponse(responseCode = "200", ref = "stream")
  @APIResponse(responseCode = "400", ref = "malformed")
  @APIResponse(responseCode = "401", ref = "unauthenticated")
  @APIResponse(responseCode = "403", ref = "notGranted")
  @APIResponse(responseCode = "406", ref = "notAcceptable")
  @APIResponse(responseCode = "429", ref = "tooMany")
  @APIResponse(responseCode = "503", ref = "unavailable")
  public void stream(
      @Context ContainerRequestContext request,
      @Context ServerResponse response,
      @Context Sse sse,
      @Context SseEventSink sink) {
    var connection = Carrier.under(response);
    StreamRequest asked;
    Subscriber subscriber;
    try {
      asked = forAStream(request, connection);
      subscriber = subscribe(asked.toEvents(), connection, request);
    } catch (ProblemException e) {
      turnAway(farewell(e.problem()).orElseThrow(() -> e), sse, sink);
      return;
    }
    try (sink) {
      sink.send(fanOut.opening(asked.beginning().cursor()));
      connection.carry(subscriber);
    }
  }

  /// Opens a stream of envelopes, one a line, which then leaves the request behind.
  @GET
  @Produces(LINES)
  @StreamHeaders.OfAStream
  @Operation(hidden = true)
  public Response lines(
      @Context ContainerRequestContext request, @Context ServerResponse response) {
    var connection = Carrier.under(response);
    var subscriber = subscribe(forAStream(request, connection).toLines(), connection, request);
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
    if (Caller.of(request.getSecurityContext()).hasTicket()) {
      throw new Problem.Unauthenticated().asException();
    }
    var connection = Carrier.under(response);
    var asked = asked(request, connection);
    var answer = new Answer(asked.patience(), log.tip());
    var subscriber = subscribe(asked.toLines(), answer, request);
    subscriber.open();
    var rest = answer.rest();
    if (rest != null) {
      return answered(answer, rest);
    }
    var output =
        new OpenEnded(request, Answer.opening(), () -> connection.carry(subscriber, answer));
    return Response.ok(output, MediaType.APPLICATION_JSON).build();
  }

  /// Only a stream could tell what its headers would be.
  @HEAD
  @Operation(hidden = true)
  public void head() {
    throw new NotAllowedException(HttpMethod.GET, new String[] {HttpMethod.OPTIONS});
  }

  private StreamRequest asked(ContainerRequestContext request, Carrier connection) {
    var client = clients.client(connection.peer(), request::getHeaderString);
    places.checkConnect(client);
    return StreamRequest.of(request, client, access, log);
  }

  /// The ticket last, for what is refused has not used it.
  private StreamRequest forAStream(ContainerRequestContext request, Carrier connection) {
    var asked = asked(request, connection);
    tickets.use(request.getSecurityContext());
    return asked;
  }

  private Subscriber subscribe(
      Subscription subscription, Line line, ContainerRequestContext request) {
    var subscriber = fanOut.subscribe(subscription, line);
    endIfRevoked(subscriber, Caller.of(request.getSecurityContext()));
    var ticket = subscriber.holder().ticket();
    if (ticket != null) {
      log.peers().tell("ticket", ticket);
    }
    request.setProperty(StreamHeaders.CONNECTION, subscriber.id());
    return subscriber;
  }

  /// Its token may have been revoked since it was looked at, when there was no stream to end yet.
  private void endIfRevoked(Subscriber subscriber, Caller caller) {
    if (caller instanceof Caller.Bearer bearer && revocations.cover(bearer)) {
      fanOut.revoke(subscriber);
    }
  }

  private Response answered(Answer answer, byte[] rest) {
    if (answer.isUnavailable()) {
      throw new Problem.Unavailable(
              "the event log cannot be read at present", fanOut.jitteredRetry())
          .asException();
    }
    var whole = new ByteArrayOutputStream(Answer.opening().length + rest.length);
    whole.writeBytes(Answer.opening());
    whole.writeBytes(rest);
    return Response.ok(whole.toByteArray(), MediaType.APPLICATION_JSON).build();
  }

  /// How a stream says what retrying may cure; empty for what it does not.
  private static Optional<Departure> farewell(Problem problem) {
    return switch (problem) {
      case Problem.Unavailable _ -> Optional.of(Departure.UNAVAILABLE);
      case Problem.Draining _ -> Optional.of(Departure.DRAIN);
      case Problem.Busy _, Problem.TooMany _ -> Optional.of(Departure.BUSY);
      default -> Optional.empty();
    };
  }

  /// What others are refused with for the same reason.
  private static String refusal(Departure reason) {
    return reason == Departure.DRAIN ? "draining" : reason.reason();
  }

  /// A stream that is nothing but its farewell.
  private void turnAway(Departure reason, Sse sse, SseEventSink sink) {
    Refusals.count(refusal(reason));
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
