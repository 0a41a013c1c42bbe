package dev.tidings.http;

import java.util.Optional;

/// Where what operators need is, if apart from all others.
///
/// @param port 0 for any free one; none for the public one
/// @param host the address that it is bound to
/// @param operators whether what takes an operator's token is there, too, and nowhere else
public record ManagementConfig(Optional<Integer> port, String host, boolean operators) {

  public static final String PORT = "tidings.management.port";
  private static final String OPERATORS = "tidings.management.operators";
  private static final int LAST = 65_535;

  public ManagementConfig {
    if (port.isPresent() && (port.get() < 0 || port.get() > LAST)) {
      throw new IllegalArgumentException(
          PORT + " must be from 0 to " + LAST + ", was " + port.get());
    }
    if (operators && port.isEmpty()) {
      throw new IllegalArgumentException(OPERATORS + " is true, but " + PORT + " is not set");
    }
  }

  /// Whether operators are to be apart.
  ///
  /// @param text `true` or `false`; whatever else would be taken for the one that lets in more
  public static boolean operators(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(OPERATORS + " must be true or false, was " + text);
    };
  }
}
