package dev.tidings.security;

import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// Who is asking.
public sealed interface Caller {

  /// Somebody without a token.
  record Anonymous() implements Caller {}

  /// The bearer of a good token.
  ///
  /// @param subject null if the token names none
  /// @param expires when the token's rights end
  record Bearer(@Nullable String subject, Grants grants, Instant expires) implements Caller {}

  /// The caller of a request whose token, if it has one, was found to be good but for its times.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated] if the token is
  ///     not
  ///     valid yet or any more; a lapsed credential never counts as none
  static Caller of(SecurityContext context) {
    if (!(context.getUserPrincipal() instanceof JsonWebToken token)) {
      return new Anonymous();
    }
    var now = Instant.now();
    var expires = Instant.ofEpochSecond(token.getExpirationTime());
    if (!now.isBefore(expires) || now.isBefore(notBefore(token))) {
      throw new Problem.Unauthenticated().asException();
    }
    return new Bearer(token.getSubject(), Grants.of(token.getClaim("tidings")), expires);
  }

  /// MicroProfile JWT leaves `nbf` (RFC 7519, 4.1.5) to the application.
  private static Instant notBefore(JsonWebToken token) {
    var claim = token.<Object>getClaim(Claims.nbf.name());
    return claim == null ? Instant.MIN : Instant.ofEpochSecond(Long.parseLong(claim.toString()));
  }
}
