package dev.tidings.broadcast;

import java.time.Duration;

/// How streams are kept.
///
/// @param heartbeat longest silence before a comment is sent; must stay below the idle timeout of
///     every proxy on the way
/// @param retry the reconnection time that clients are told
/// @param writeTimeout how long a client may take nothing before its stream is closed
/// @param expiryNotice how long before its token's end a stream is told of that; zero for never
/// @param window bytes of recent frames that are held in memory for all streams together
/// @param drainWindow over which the streams end when the hub stops
/// @param rotation how long a stream lasts at the most before its client is sent elsewhere; zero
///     for ever
public record StreamConfig(
    Duration heartbeat,
    Duration retry,
    Duration writeTimeout,
    Duration expiryNotice,
    long window,
    Duration drainWindow,
    Duration rotation) {

  /// Nobody means more, and the clocks count in nanoseconds, which do not reach for ever.
  private static final Duration LONGEST = Duration.ofDays(1);

  public StreamConfig {
    check("tidings.stream.heartbeat", heartbeat, Duration.ofMillis(100));
    check("tidings.stream.retry", retry, Duration.ZERO);
    check("tidings.stream.write-timeout", writeTimeout, Duration.ofMillis(100));
    check("tidings.stream.expiry-notice", expiryNotice, Duration.ZERO);
    check("tidings.drain.window", drainWindow, Duration.ZERO);
    if (!rotation.isZero()) {
      check("tidings.stream.rotation", rotation, Duration.ofSeconds(1));
    }
    if (window < 1 << 20) {
      throw new IllegalArgumentException(
          "tidings.stream.window must be at least 1048576 bytes, was " + window);
    }
  }

  private static void check(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, was %s".formatted(key, least, LONGEST, value));
    }
  }
}
