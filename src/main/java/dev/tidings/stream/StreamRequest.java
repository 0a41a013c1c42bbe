package dev.tidings.stream;

import dev.tidings.broadcast.Audience;
import dev.tidings.broadcast.Encoding;
import dev.tidings.broadcast.Holder;
import dev.tidings.broadcast.Subscription;
import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.http.QueryParameters;
import dev.tidings.limits.AddressBlock;
import dev.tidings.log.EventLog;
import dev.tidings.problem.Problem;
import dev.tidings.security.Access;
import dev.tidings.security.Caller;
import dev.tidings.security.TokenName;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;

/// What is asked for at `GET /stream`, whichever the transport, after it was found to be allowed.
///
/// @param client whose request it is
record StreamRequest(
    Caller caller,
    AddressBlock client,
    TopicFilters filters,
    Beginning beginning,
    Duration conflation,
    Form form,
    Wait waiting) {

  /// Every parameter is looked at, also one that does not count for this transport.
  ///
  /// @throws dev.tidings.problem.ProblemException for what retrying does not cure, and with
  ///     [Problem.Unavailable] if the log cannot be read
  static StreamRequest of(
      ContainerRequestContext request, AddressBlock client, Access access, EventLog log) {
    var query = new QueryParameters(request.getUriInfo());
    var caller = Caller.of(request.getSecurityContext());
    var filters = filters(query, access.maxFilters());
    access.checkSubscribe(caller, filters);
    var conflation = query.one("conflate", Conflation::parse).orElse(Duration.ZERO);
    var form = query.one("envelope", Form::parse).orElse(Form.DEFAULT);
    var waiting = query.one("wait", Wait::parse).orElse(Wait.DEFAULT);
    var lastEventId = request.getHeaderString(HttpHeaders.LAST_EVENT_ID_HEADER);
    var beginning = Start.of(lastEventId, query, log);
    return new StreamRequest(caller, client, filters, beginning, conflation, form, waiting);
  }

  private static TopicFilters filters(QueryParameters query, int most) {
    var values = query.all("topic");
    if (values.size() > most) {
      throw new Problem.Malformed("a stream has at most " + most + " topic filters").asException();
    }
    if (values.isEmpty()) {
      throw new Problem.Malformed("at least one 'topic' is needed").asException();
    }
    return new TopicFilters(
        values.stream().map(value -> QueryParameters.parsed(TopicFilter::new, value)).toList());
  }

  /// How long a poll waits.
  Duration patience() {
    return waiting.duration();
  }

  /// A subscription to Server-Sent Events.
  Subscription toEvents() {
    return subscription(Encoding.events(form.envelope()));
  }

  /// A subscription to envelopes, one a line.
  Subscription toLines() {
    return subscription(Encoding.lines(form.envelope()));
  }

  private Subscription subscription(Encoding encoding) {
    var audience = new Audience(filters, encoding, conflation);
    return new Subscription(holder(), audience, beginning);
  }

  private Holder holder() {
    return switch (caller) {
      case Caller.Anonymous() -> new Holder(null, client, null, null, null);
      case Caller.Bearer bearer ->
          new Holder(
              bearer.subject(),
              client,
              bearer.expires(),
              TokenName.of(bearer).value(),
              bearer.identity().ticket());
    };
  }
}
