package dev.tidings.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That something is refused which was issued up to a time.
///
/// @param upTo the time
/// @param until when all that it refuses has expired
record Revocation(Instant upTo, Instant until) {

  private static final String BETWEEN = " ";

  /// @param issued null for what does not say, and may have been issued at any time
  boolean covers(@Nullable Instant issued) {
    return issued == null || !issued.isAfter(upTo);
  }

  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  /// Both; each the later one.
  Revocation with(Revocation other) {
    return new Revocation(later(upTo, other.upTo), later(until, other.until));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  String encoded() {
    return upTo + BETWEEN + until;
  }

  /// @param encoded as [#encoded] made it
  static Revocation decoded(String encoded) {
    var parts = encoded.split(BETWEEN, -1);
    return new Revocation(Instant.parse(parts[0]), Instant.parse(parts[1]));
  }
}
