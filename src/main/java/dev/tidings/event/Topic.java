package dev.tidings.event;

import java.nio.charset.StandardCharsets;

/// What an event is about: 1–255 bytes of UTF-8 in segments separated by `/`, compared byte for
/// byte.
public record Topic(String value) {

  static final int MAX_BYTES = 255;

  private static final String HUB = "tidings/";

  public Topic {
    Segments.check("topic", value);
    if (value.indexOf('*') >= 0) {
      throw new IllegalArgumentException("a topic has no '*'; that is for filters");
    }
  }

  /// True for the topics that only the hub itself may publish to.
  public boolean isHubs() {
    return value.startsWith(HUB);
  }

  /// The bytes by which topics are compared and stored; never holds a 0.
  public byte[] utf8() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return value;
  }
}
