package dev.tidings.security;

import java.time.Duration;

/// How tickets are kept.
///
/// @param rotation after which they are sealed with another key; each opens for as long again
public record TicketConfig(Duration rotation) {

  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(3650);

  public TicketConfig {
    if (rotation.compareTo(LEAST) < 0 || rotation.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.security.tickets.rotation must be from PT1M to P3650D, was " + rotation);
    }
  }
}
