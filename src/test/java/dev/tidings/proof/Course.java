package dev.tidings.proof;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What befell subscribers from the beginning of a fault until now. On the reading thread only.
final class Course {

  private long deliveries;
  private long doubled;
  private long doubledAfterReturn;
  private long unordered;
  private long backwards;
  private long gaps;
  private long returns;
  private final Map<Long, Long> returnsOfSecond = new TreeMap<>();
  private long unreachable;
  private final Map<String, Long> byes = new TreeMap<>();
  private final Map<Integer, Long> refusals = new TreeMap<>();

  void delivered() {
    deliveries++;
  }

  /// An event came again.
  ///
  /// @param onOneConnection whether on the one that it had come on before
  void doubled(boolean onOneConnection) {
    if (onOneConnection) {
      doubled++;
    } else {
      doubledAfterReturn++;
    }
  }

  /// An event came behind a later one.
  void unordered() {
    unordered++;
  }

  /// An id was not above the one before.
  void backwards() {
    backwards++;
  }

  void gap() {
    gaps++;
  }

  void returned() {
    returns++;
    returnsOfSecond.merge(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()), 1L, Long::sum);
  }

  /// A connect failed.
  void unreachable() {
    unreachable++;
  }

  void bye(String reason) {
    byes.merge(reason, 1L, Long::sum);
  }

  void refused(int status) {
    refusals.merge(status, 1L, Long::sum);
  }

  /// How it stands.
  Faults faults() {
    return new Faults(
        deliveries,
        doubled,
        doubledAfterReturn,
        unordered,
        backwards,
        gaps,
        returns,
        returnsOfSecond.values().stream().mapToLong(Long::longValue).max().orElse(0),
        unreachable,
        Map.copyOf(byes),
        Map.copyOf(refusals));
  }

  /// The same, as a value.
  ///
  /// @param deliveries of events
  /// @param doubled on one connection
  /// @param doubledAfterReturn on a later connection than before
  /// @param unordered events behind a later one
  /// @param backwards ids that were not above the one before
  /// @param gaps that subscribers were told of
  /// @param returns how often subscribers came back
  /// @param returnsAtPeak how often in the second in which that was most often
  /// @param unreachable connects that failed
  /// @param byes by their reason
  /// @param refusals by their status, each of which an `EventSource` would have taken for the end
  record Faults(
      long deliveries,
      long doubled,
      long doubledAfterReturn,
      long unordered,
      long backwards,
      long gaps,
      long returns,
      long returnsAtPeak,
      long unreachable,
      Map<String, Long> byes,
      Map<Integer, Long> refusals) {}
}
