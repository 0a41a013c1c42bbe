package dev.tidings.operators;

import java.util.List;

/// Whether this hub holds so many more streams than its share that it sends some away. Once it has
/// begun, it goes on until there is little above the share, so that it does not begin and cease all
/// the time. Not thread-safe.
final class Balance {

  /// Fewer above the share are no burden.
  static final int TRIFLE = 20;

  /// Above the share, at which it is good enough.
  private static final double GOOD_ENOUGH = 1.05;

  private final double threshold;
  private boolean shedding;

  /// @param threshold how many times its share a hub may hold
  Balance(double threshold) {
    this.threshold = threshold;
  }

  /// How many should go. Of who is alone none, for they would come back to the same.
  ///
  /// @param here how many streams there are here
  /// @param elsewhere how many at each of the other hubs that take streams
  int excess(int here, List<Integer> elsewhere) {
    if (elsewhere.isEmpty()) {
      shedding = false;
      return 0;
    }
    var all = here + elsewhere.stream().mapToLong(Integer::longValue).sum();
    var share = (double) all / (elsewhere.size() + 1);
    var enough = Math.max(share * GOOD_ENOUGH, share + 1);
    shedding = shedding ? here > enough : here > share * threshold && here - share >= TRIFLE;
    return shedding ? (int) Math.ceil(here - enough) : 0;
  }
}
