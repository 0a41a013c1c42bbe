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
