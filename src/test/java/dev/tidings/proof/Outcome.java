package dev.tidings.proof;

import java.time.Duration;

/// What one fault came to.
///
/// @param waitReplicas how many replicas had to have an event before it was acknowledged
/// @param subscribers how many there were
/// @param began when it began, from the beginning of the proof
/// @param missing acknowledged events that are not in the log of the Redis that is left
record Outcome(
    Fault fault,
    int waitReplicas,
    int subscribers,
    Duration began,
    Publishers.Publication publication,
    long missing,
    Arrival arrival) {

  /// How the report calls it.
  String name() {
    return waitReplicas == 0 ? fault.label() : fault.label() + ", wait-replicas";
  }

  /// Whether it was as is promised. What Redis loses in a failover must at least be told of. If
  /// that had been delivered and not acknowledged, its publisher repeats it, and it comes again.
  boolean isGood() {
    var faults = arrival.faults();
    var isComplete = arrival.lost() == 0 && missing == 0;
    var isSingle = faults.doubled() == 0 && faults.doubledAfterReturn() == 0;
    return faults.unordered() == 0
        && faults.backwards() == 0
        && arrival.lostInSilence() == 0
        && (isComplete || (fault.isLosing() && waitReplicas == 0))
        && (isSingle || fault.isLosing());
  }
}
