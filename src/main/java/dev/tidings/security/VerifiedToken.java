package dev.tidings.security;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// A token that was found good, as MicroProfile JWT shows it, with what the hub needs of it read
/// once. Immutable.
final class VerifiedToken implements JsonWebToken {

  private final String raw;
  private final TokenClaims claims;
  private final Validity validity;
  private final String name;
  private final Caller.Bearer bearer;
  private final @Nullable Set<String> groups;

  /// @throws BadTokenException if a claim that the hub needs is missing or not of its type
  VerifiedToken(String raw, TokenClaims claims, TokenRules rules) {
    this.raw = raw;
    this.claims = claims;
    this.validity = Validity.of(claims, rules);
    var subject = claims.text("sub");
    if (subject == null) {
      throw new BadTokenException("it has no 'sub'");
    }
    this.name = name(claims, subject);
    this.bearer =
        new Caller.Bearer(subject, Grants.of(claims.value("tidings")), validity.expires());
    this.groups = claims.texts("groups");
  }

  /// As MicroProfile JWT has it.
  private static String name(TokenClaims claims, String subject) {
    var principal = claims.text("upn");
    var preferred = principal == null ? claims.text("preferred_username") : principal;
    return preferred == null ? subject : preferred;
  }

  Caller.Bearer bearer() {
    return bearer;
  }

  boolean isValidAt(Instant time) {
    return validity.holdsAt(time);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Set<String> getClaimNames() {
    return claims.json().keySet();
  }

  /// A claim of the standard's in the standard's type, any other as JSON. Null if there is none, or
  /// if it is not of that type.
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the standard's own
  public <T> @Nullable T getClaim(String claim) {
    return (T) value(claim);
  }

  private @Nullable Object value(String claim) {
    return switch (claim) {
      case "raw_token" -> raw;
      case "groups" -> groups;
      case "aud" -> claims.texts(claim);
      default -> {
        var value = claims.value(claim);
        yield value == null ? null : typed(typeOf(claim), value);
      }
    };
  }

  private static Class<?> typeOf(String claim) {
    for (var standard : Claims.values()) {
      if (standard.name().equals(claim)) {
        return standard.getType();
      }
    }
    return JsonValue.class;
  }

  private static @Nullable Object typed(Class<?> type, JsonValue value) {
    if (type.equals(String.class)) {
      return value instanceof JsonString text ? text.getString() : null;
    }
    if (type.equals(Long.class)) {
      // not longValue(), which writes out what 1e999999999 stands for
      return value instanceof JsonNumber number ? (long) number.doubleValue() : null;
    }
    if (type.equals(Boolean.class)) {
      return value.equals(JsonValue.TRUE) ? Boolean.TRUE : Boolean.FALSE;
    }
    return value;
  }

  /// Zero if the token does not say.
  @Override
  public long getIssuedAtTime() {
    return getClaim("iat") instanceof Long seconds ? seconds : 0;
  }

  /// Not what was sent.
  @Override
  public String toString() {
    return "a token of " + name;
  }
}
