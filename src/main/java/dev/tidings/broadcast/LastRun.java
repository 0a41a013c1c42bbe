package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Remembers the run that was read last, ready for the wire: nearly all subscribers of one
/// broadcaster stand at the same link and want the same. For one thread.
final class LastRun {

  private static final long BETWEEN_SAMPLES = Duration.ofMillis(1).toNanos();

  private Chain.@Nullable Link from;
  private @Nullable Cursor cursor;
  private @Nullable Batch batch;
  private boolean sampled;
  private long sampledAt;

  /// Reads as [Chain#read] does.
  Optional<Batch> read(Chain.Link place, Cursor behind, int bytes) {
    var known = batch;
    if (known == null || from != place || !behind.equals(cursor) || !isAllThereIs(known, bytes)) {
      known = Chain.read(place, behind, bytes).map(run -> new Batch(run, behind)).orElse(null);
      from = place;
      cursor = behind;
      batch = known;
    }
    return Optional.ofNullable(known);
  }

  /// Whether the write that has just ended should be measured. Not each: that would cost more than
  /// it tells.
  ///
  /// @param nanoTime of now
  boolean isWorthASample(long nanoTime) {
    if (sampled && nanoTime - sampledAt < BETWEEN_SAMPLES) {
      return false;
    }
    sampled = true;
    sampledAt = nanoTime;
    return true;
  }

  private static boolean isAllThereIs(Batch known, int bytes) {
    return known.end().isNewest() || known.bytes().length >= bytes;
  }

  /// Lets go of the frames.
  void forget() {
    from = null;
    cursor = null;
    batch = null;
  }
}
