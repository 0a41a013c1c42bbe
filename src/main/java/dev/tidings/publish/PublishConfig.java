package dev.tidings.publish;

/// What may be published.
///
/// @param maxSize of an event's data, in bytes of UTF-8
public record PublishConfig(int maxSize) {

  private static final int MOST = 16 << 20;

  public PublishConfig {
    if (maxSize < 1 || maxSize > MOST) {
      throw new IllegalArgumentException(
          "tidings.event.max-size must be from 1 to %d, was %d".formatted(MOST, maxSize));
    }
  }
}
