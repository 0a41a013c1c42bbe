package dev.tidings.broadcast;

import dev.tidings.limits.AddressBlock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whom a stream belongs to.
///
/// @param subject null for anybody
/// @param client the address that it goes to; null for none, which is the hub itself
/// @param end when the right to it ends; null for never
/// @param token names the token that gives the right, and is not it; null for none
/// @param ticket that it came with, which carries one stream at a time; null for none
public record Holder(
    @Nullable String subject,
    @Nullable AddressBlock client,
    @Nullable Instant end,
    @Nullable String token,
    @Nullable String ticket) {

  /// The application that the hub is a part of.
  static final Holder SELF = new Holder(null, null, null, null, null);

  /// The same, by the right of another token.
  Holder renewed(String other, Instant otherEnd) {
    return new Holder(subject, client, otherEnd, other, ticket);
  }
}
