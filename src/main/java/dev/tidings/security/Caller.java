package dev.tidings.security;

import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who is asking.
public sealed interface Caller {

  /// Somebody without a token.
  record Anonymous() implements Caller {

    @Override
    public @Nullable String subject() {
      return null;
    }
  }

  /// The bearer of a good token.
  ///
  /// @param identity whose token it is, and which
  /// @param expires when the token's rights end
  record Bearer(Identity identity, Grants grants, Instant expires) implements Caller {

    @Override
    public @Nullable String subject() {
      return identity.subject();
    }
  }

  /// Whether it came with a ticket, which opens streams and nothing else.
  default boolean hasTicket() {
    return this instanceof Bearer(var identity, _, _) && identity.ticket() != null;
  }

  /// Who it is; null if nobody says.
  @Nullable String subject();

  /// The caller of a request whose token or ticket, if it has one, was found to be good but for
  /// its times.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated] if the token is
  ///     not valid yet or any more, for a lapsed credential never counts as none; or with
  ///     [Problem.Unavailable] if that cannot be told at present
  static Caller of(SecurityContext context) {
    var now = Instant.now();
    return switch (context.getUserPrincipal()) {
      case VerifiedToken token when token.isValidAt(now) -> token.bearer();
      case TicketHolder(var ticket) when now.isBefore(ticket.expires()) -> ticket.bearer();
      case UndecidedContext.Undecided(var why) -> throw why;
      case VerifiedToken _, TicketHolder _ -> throw new Problem.Unauthenticated().asException();
      case null, default -> new Anonymous();
    };
  }
}
