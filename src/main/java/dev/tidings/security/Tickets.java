package dev.tidings.security;

import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.Ledger;
import dev.tidings.log.LogClock;
import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Issues tickets, which stand for a token in the URL of a stream, and checks them. Thread-safe.
///
/// A ticket holds all that is to be known of it, under a seal, so that any hub on the log can check
/// it and issuing one stores nothing. The keys of the seal lie in the ledger. So does, until its
/// token expires, that a ticket was used: it must be used soon, but an `EventSource` comes back to
/// the same URL for as long as the token lasts.
@ApplicationScoped
public class Tickets {

  /// Within which a ticket must be used first.
  public static final Duration FIRST_USE = Duration.ofSeconds(30);

  /// Leaves room in a URL, which many a proxy bounds at 8 KiB.
  static final int LONGEST = 4096;

  private static final String USED = "ticket/used/";

  private final Ledger ledger;
  private final LogClock clock;
  private final TicketKeys keys;

  @Inject
  public Tickets(Ledger ledger, TicketConfig config, LogClock clock) {
    this.ledger = ledger;
    this.clock = clock;
    this.keys = new TicketKeys(ledger, config.rotation(), clock);
  }

  /// A ticket for all that the caller's token lets it subscribe to.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if that is too much for
  ///     a URL, [Problem.Unavailable] if the log is
  public String issue(Caller.Bearer caller) {
    return issue(caller, caller.grants().subscribe());
  }

  /// A ticket for these filters only.
  ///
  /// @param filters that the caller was found to be allowed; those that are not granted are public,
  ///     and need no ticket
  /// @throws dev.tidings.problem.ProblemException as the other
  public String issue(Caller.Bearer caller, TopicFilters filters) {
    return issue(caller, filters.values().stream().filter(caller.grants()::letSubscribe).toList());
  }

  private String issue(Caller.Bearer caller, List<TopicFilter> filters) {
    var ticket = keys.sealing().seal(Ticket.of(caller, filters, clock.instant()).encoded());
    if (ticket.length() > LONGEST) {
      throw new Problem.Malformed(
              "the ticket would be too long for a URL; name fewer filters in 'topics'")
          .asException();
    }
    return ticket;
  }

  /// What a ticket says that was issued here and whose token has not expired.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated], whatever is bad
  ///     about it; [Problem.Unavailable] if the log is
  Ticket open(String ticket) {
    return opened(ticket)
        .map(Ticket::decoded)
        .filter(opened -> clock.instant().isBefore(opened.expires()))
        .orElseThrow(() -> new Problem.Unauthenticated().asException());
  }

  private Optional<byte[]> opened(String ticket) {
    var key = TicketSeal.keyOf(ticket);
    return key.isEmpty()
        ? Optional.empty()
        : keys.find(key.getAsLong()).flatMap(seal -> seal.open(ticket));
  }

  /// Has a stream use the request's ticket, if it came with one. To be called once nothing else
  /// speaks against the stream.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated] if it is used too
  ///     late for the first time, [Problem.Unavailable] if the log is
  public void use(SecurityContext context) {
    if (context.getUserPrincipal() instanceof TicketHolder(var ticket)) {
      use(ticket, clock.instant());
    }
  }

  private void use(Ticket ticket, Instant now) {
    var place = USED + ticket.id();
    if (ledger.find(place).isPresent()) {
      return;
    }
    if (now.isAfter(ticket.issued().plus(FIRST_USE))) {
      throw new Problem.Unauthenticated().asException();
    }
    ledger.putIfAbsent(place, now.toString(), ticket.expires());
  }
}
