package dev.tidings.benchmark.scenario;

import java.time.Duration;
import java.util.List;

/// How thoroughly is measured.
///
/// @param runs of each case
/// @param quick true for a smoke run: a fraction of the time and of the streams
/// @param maxStreams how many may be open at once
public record Settings(int runs, boolean quick, int maxStreams) {

  private static final int QUICK_STREAMS = 1_000;
  private static final int QUICK_FRACTION = 4;

  public Settings {
    if (runs < 1) {
      throw new IllegalArgumentException("benchmark.runs must be at least 1, was " + runs);
    }
    if (maxStreams < 1) {
      throw new IllegalArgumentException("benchmark.streams must be at least 1, was " + maxStreams);
    }
    if (quick) {
      runs = 1;
      maxStreams = Math.min(maxStreams, QUICK_STREAMS);
    }
  }

  int streams(int wanted) {
    return Math.min(wanted, maxStreams);
  }

  /// What is left of several sizes if none may be larger than is possible.
  List<Integer> streams(List<Integer> wanted) {
    return wanted.stream().map(this::streams).distinct().toList();
  }

  Duration time(Duration whole) {
    return quick ? whole.dividedBy(QUICK_FRACTION) : whole;
  }

  long events(long all) {
    return quick ? Math.max(1, all / QUICK_FRACTION) : all;
  }
}
