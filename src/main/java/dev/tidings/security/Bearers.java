package dev.tidings.security;

import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/// Finds out whose a token is, and makes it that of the request at hand. Thread-safe.
@ApplicationScoped
public class Bearers {

  private final VerifiedTokens tokens;
  private final Revocations revocations;

  @Inject
  public Bearers(VerifiedTokens tokens, Revocations revocations) {
    this.tokens = tokens;
    this.revocations = revocations;
  }

  /// The bearer of a token that is good at this moment.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.Unauthenticated] if it is not, or
  ///     was revoked; [Problem.Unavailable] if nobody can tell at present
  public Caller.Bearer of(String token) {
    var verified = verified(token);
    if (!verified.isValidAt(Instant.now())) {
      throw new Problem.Unauthenticated().asException();
    }
    return verified.bearer();
  }

  /// As the other, but for the token's times, which [Caller#of] looks at.
  VerifiedToken verified(String token) {
    var verified = tokens.verify(token);
    revocations.check(verified.bearer());
    CurrentToken.set(verified);
    return verified;
  }
}
