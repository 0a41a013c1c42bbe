package dev.tidings.broadcast;

import dev.tidings.limits.LimitsConfig;
import dev.tidings.limits.StreamPlaces;
import dev.tidings.log.EventLog;
import dev.tidings.log.Quotas;
import java.time.Duration;

/// Fan-outs to be tested, which are as they are by default where the test says nothing else.
final class FanOuts {

  static final Duration NOTICE = Duration.ofMinutes(1);
  static final long WINDOW = 1 << 24;

  private FanOuts() {}

  /// @param streams how many there may be
  static FanOut of(EventLog log, int streams) {
    return of(log, streams, config(NOTICE, WINDOW, Duration.ZERO));
  }

  static FanOut of(EventLog log, int streams, StreamConfig config) {
    return new FanOut(
        config, log, new StreamPlaces(new LimitsConfig(streams, 0, 0, 0, 0), Quotas.NONE));
  }

  static StreamConfig config(Duration expiryNotice, long window, Duration rotation) {
    return new StreamConfig(
        Duration.ofSeconds(15),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        expiryNotice,
        window,
        Duration.ZERO,
        rotation);
  }
}
