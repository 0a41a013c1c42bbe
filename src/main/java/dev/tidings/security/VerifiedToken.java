package dev.tidings.security;

import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// A token that was found good, as MicroProfile JWT shows it, with what the hub needs of it read
/// once.
final class VerifiedToken implements JsonWebToken {

  private final JsonWebToken token;
  private final Caller.Bearer bearer;
  private final Instant begins;

  /// @throws RuntimeException if a claim is not of its type
  VerifiedToken(JsonWebToken token) {
    this.token = token;
    this.bearer =
        new Caller.Bearer(
            token.getSubject(),
            Grants.of(token.getClaim("tidings")),
            Instant.ofEpochSecond(token.getExpirationTime()));
    this.begins = begins(token);
  }

  /// MicroProfile JWT leaves `nbf` (RFC 7519, 4.1.5) to the application.
  private static Instant begins(JsonWebToken token) {
    var claim = token.<@Nullable Object>getClaim(Claims.nbf.name());
    return claim == null ? Instant.MIN : Instant.ofEpochSecond(Long.parseLong(claim.toString()));
  }

  Caller.Bearer bearer() {
    return bearer;
  }

  Instant expires() {
    return bearer.expires();
  }

  /// Zero if the token does not say.
  Instant issued() {
    return Instant.ofEpochSecond(token.getIssuedAtTime());
  }

  boolean isValidAt(Instant time) {
    return time.isBefore(expires()) && !time.isBefore(begins);
  }

  @Override
  public String getName() {
    return token.getName();
  }

  @Override
  public Set<String> getClaimNames() {
    return token.getClaimNames();
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // the standard's own
  public <T> T getClaim(String name) {
    return token.getClaim(name);
  }
}
