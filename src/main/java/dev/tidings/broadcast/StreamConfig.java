package dev.tidings.broadcast;

import java.time.Duration;

/// How streams are kept.
///
/// @param heartbeat longest silence before a comment is sent; must stay below the idle timeout of
///     every proxy on the way
/// @param retry the reconnection time that clients are told
/// @param writeTimeout how long a client may take nothing before its stream is closed
/// @param window bytes of recent frames that are held in memory for all streams together
/// @param drainWindow over which the streams end when the hub stops
/// @param maxStreams how many may be open
public record StreamConfig(
    Duration heartbeat,
    Duration retry,
    Duration writeTimeout,
    long window,
    Duration drainWindow,
    int maxStreams) {

  public StreamConfig {
    atLeast("tidings.stream.heartbeat", heartbeat, Duration.ofMillis(100));
    atLeast("tidings.stream.retry", retry, Duration.ZERO);
    atLeast("tidings.stream.write-timeout", writeTimeout, Duration.ofMillis(100));
    atLeast("tidings.drain.window", drainWindow, Duration.ZERO);
    if (window < 1 << 20) {
      throw new IllegalArgumentException(
          "tidings.stream.window must be at least 1048576 bytes, was " + window);
    }
    if (maxStreams < 1) {
      throw new IllegalArgumentException(
          "tidings.limits.streams must be at least 1, was " + maxStreams);
    }
  }

  private static void atLeast(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
  }
}
