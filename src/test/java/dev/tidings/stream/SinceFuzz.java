package dev.tidings.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

/// Input: the parameter `since`. It is refused with a message that holds nothing of it, or is a
/// time that the log can look for.
public final class SinceFuzz {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private SinceFuzz() {}

  public static void check(byte[] input) {
    var text = new String(input, UTF_8);
    try {
      switch (Since.parse(text, NOW)) {
        case Since.Earliest() -> assertThat(text).isEqualTo("earliest");
        case Since.At(var time) -> assertThat(time).isBetween(Since.FIRST, Since.LAST);
      }
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("'since' is an ISO-8601 instant");
    }
  }
}
