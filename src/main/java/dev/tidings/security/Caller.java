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
  /// @param subject null if the token names none
  /// @param expires when the token's rights end
  record Bearer(@Nullable String subject, Grants grants, Instant expires) implements Caller {}

  /// Who it is; null if nobody says.
  @Nullable String subject();

  /// The caller of a request whose token, if it has one, was found to be good but for its times.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated] if the token is
  ///     not
  ///     valid yet or any more; a lapsed credential never counts as none
  static Caller of(SecurityContext context) {
    if (!(context.getUserPrincipal() instanceof VerifiedToken token)) {
      return new Anonymous();
    }
    if (!token.isValidAt(Instant.now())) {
      throw new Problem.Unauthenticated().asException();
    }
    return token.bearer();
  }
}
