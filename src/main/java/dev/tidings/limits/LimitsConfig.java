package dev.tidings.limits;

/// Each limit is at least 0, which stands for none.
///
/// @param streams that may be open in all; at least 1
/// @param streamsPerSubject that may be open at once
/// @param streamsPerAddress that may be open at once
/// @param connectsPerSecond of one address, each a stream or a poll
/// @param publicationsPerSecond of one subject
public record LimitsConfig(
    int streams,
    int streamsPerSubject,
    int streamsPerAddress,
    int connectsPerSecond,
    int publicationsPerSecond) {

  /// What stands for no limit.
  static final int NONE = 0;

  public LimitsConfig {
    check("tidings.limits.streams", streams, 1);
    check("tidings.limits.streams-per-subject", streamsPerSubject, NONE);
    check("tidings.limits.streams-per-address", streamsPerAddress, NONE);
    check("tidings.limits.connects-per-second", connectsPerSecond, NONE);
    check("tidings.limits.publications-per-second", publicationsPerSecond, NONE);
  }

  private static void check(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, was %d".formatted(key, least, value));
    }
  }
}
