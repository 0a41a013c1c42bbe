package dev.tidings.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whose a token is, and which.
///
/// @param subject its `sub`; null if it names none
/// @param tokenId its `jti`; null if it has none
/// @param issued its `iat`; null if it does not say
/// @param ticket the id of the ticket that stands for it, which opens nothing; null if it came
///     itself
public record Identity(
    @Nullable String subject,
    @Nullable String tokenId,
    @Nullable Instant issued,
    @Nullable String ticket) {

  static Identity ofToken(
      @Nullable String subject, @Nullable String tokenId, @Nullable Instant issued) {
    return new Identity(subject, tokenId, issued, null);
  }
}
