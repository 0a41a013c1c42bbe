package dev.tidings.benchmark.load;

/// What streams got that they should not have got, or the other way round.
///
/// @param lost events that never came
/// @param doubled events that came again
/// @param unordered events that came behind a later one
/// @param broken events that were not what was published
/// @param closed streams that the server ended
public record Faults(long lost, long doubled, long unordered, long broken, long closed) {

  public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

  public boolean isNone() {
    return equals(NONE);
  }

  public Faults plus(Faults other) {
    return new Faults(
        lost + other.lost,
        doubled + other.doubled,
        unordered + other.unordered,
        broken + other.broken,
        closed + other.closed);
  }

  @Override
  public String toString() {
    return isNone()
        ? "none"
        : "%d lost, %d doubled, %d out of order, %d broken, %d streams ended"
            .formatted(lost, doubled, unordered, broken, closed);
  }
}
