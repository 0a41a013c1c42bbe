package dev.tidings.stream;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;

/// How a duration is written in a parameter: as ISO-8601 has it (`PT10M`) or short (`10m`).
final class DurationText {

  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private DurationText() {}

  /// Whether it may be one, and is nothing else.
  static boolean isDuration(String text) {
    return text.startsWith("P") || text.startsWith("-P") || SHORT.matcher(text).matches();
  }

  /// Reads one, which may be negative.
  ///
  /// @throws DateTimeException or [ArithmeticException] if it is none
  static Duration parse(String text) {
    var matcher = SHORT.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    var amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
