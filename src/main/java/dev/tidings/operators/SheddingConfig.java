package dev.tidings.operators;

import java.time.Duration;

/// When and how quickly a hub that holds far more streams than the others sends some away.
///
/// @param threshold how many times its share it may hold; 0 for whatever it has
/// @param perSecond how many it sends away in a second at the most
/// @param interval how often it asks the others what they hold
public record SheddingConfig(double threshold, int perSecond, Duration interval) {

  private static final double LEAST = 1.1;
  private static final double MOST = 100;
  private static final int QUICKEST = 1000;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  public SheddingConfig {
    if (threshold != 0 && !(threshold >= LEAST && threshold <= MOST)) {
      throw new IllegalArgumentException(
          "tidings.shedding.threshold must be 0, or from %s to %s, was %s"
              .formatted(LEAST, MOST, threshold));
    }
    if (perSecond < 1 || perSecond > QUICKEST) {
      throw new IllegalArgumentException(
          "tidings.shedding.per-second must be from 1 to " + QUICKEST + ", was " + perSecond);
    }
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.shedding.interval must be from %s to %s, was %s"
              .formatted(SHORTEST, LONGEST, interval));
    }
  }

  boolean isOn() {
    return threshold != 0;
  }
}
