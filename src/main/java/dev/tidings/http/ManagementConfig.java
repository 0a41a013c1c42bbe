package dev.tidings.http;

import java.util.Optional;

/// Where the operators' endpoints are, if apart from all others.
///
/// @param port 0 for any free one; none for the public one
/// @param host the address that it is bound to
public record ManagementConfig(Optional<Integer> port, String host) {

  public static final String PORT = "tidings.management.port";
  private static final int LAST = 65_535;

  public ManagementConfig {
    if (port.isPresent() && (port.get() < 0 || port.get() > LAST)) {
      throw new IllegalArgumentException(
          PORT + " must be from 0 to " + LAST + ", was " + port.get());
    }
  }
}
