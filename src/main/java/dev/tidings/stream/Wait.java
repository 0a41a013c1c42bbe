package dev.tidings.stream;

import java.time.Duration;
import java.util.regex.Pattern;

/// For how long a poll waits for something, in whole seconds.
record Wait(Duration duration) {

  /// Below the idle timeout of most proxies.
  private static final int MOST = 55;

  static final Wait DEFAULT = new Wait(Duration.ofSeconds(25));

  private static final Pattern SECONDS = Pattern.compile("\\d+");

  /// Reads the parameter; what is more than [#MOST] is taken for that.
  ///
  /// @throws IllegalArgumentException with a message for the caller's eyes
  static Wait parse(String text) {
    if (!SECONDS.matcher(text).matches()) {
      throw new IllegalArgumentException("'wait' is a number of seconds, from 0");
    }
    return new Wait(Duration.ofSeconds(seconds(text)));
  }

  private static int seconds(String digits) {
    try {
      return Math.min(MOST, Integer.parseInt(digits));
    } catch (NumberFormatException _) {
      return MOST;
    }
  }
}
