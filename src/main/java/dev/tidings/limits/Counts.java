package dev.tidings.limits;

import java.util.concurrent.ConcurrentHashMap;

/// How many there are of each key, up to a limit. Thread-safe.
final class Counts<K> {

  private final int most;
  private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();

  /// @param most of one key; [LimitsConfig#NONE] for no limit
  Counts(int most) {
    this.most = most;
  }

  /// Counts one more, unless there are as many as may be.
  boolean add(K key) {
    if (most == LimitsConfig.NONE) {
      return true;
    }
    var added = new boolean[1];
    counts.compute(
        key,
        (_, count) -> {
          var present = count == null ? 0 : count;
          added[0] = present < most;
          return added[0] ? Integer.valueOf(present + 1) : count;
        });
    return added[0];
  }

  /// Takes one that was counted.
  void remove(K key) {
    if (most != LimitsConfig.NONE) {
      counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// How many keys are remembered.
  int size() {
    return counts.size();
  }
}
