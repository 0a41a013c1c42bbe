package dev.tidings.broadcast;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// By whose right a stream is open, and until when: to the end of that right, unless it is renewed
/// in time, and where streams are rotated for so long at the most.
///
/// Any thread may ask.
final class Tenure {

  private final Duration notice;
  private final boolean rotates;

  /// By `System.nanoTime()`; means nothing where streams last for ever.
  private final long rotation;

  /// The end that the client was told of; null for none. Written only by the thread that tells.
  private volatile @Nullable Instant noticed;

  private volatile Holder holder;

  /// @param notice how long before the right ends the client is told; zero for never
  /// @param longest that it may last; zero for ever
  Tenure(Holder holder, Duration notice, Duration longest) {
    this.holder = holder;
    this.notice = notice;
    this.rotates = !longest.isZero();
    this.rotation = System.nanoTime() + lifetime(longest);
  }

  /// Up to a fifth shorter than it may be, at random: streams that began together, as after a
  /// restart, do not end together.
  private static long lifetime(Duration longest) {
    var nanos = longest.toNanos();
    return nanos - ThreadLocalRandom.current().nextLong(nanos / 5 + 1);
  }

  /// By the right of now.
  Holder holder() {
    return holder;
  }

  /// Another token gives the right from now on. For one thread at a time.
  ///
  /// @param token its name
  void renew(String token, Instant end) {
    holder = holder.renewed(token, end);
  }

  boolean isExpired(Instant now) {
    var end = holder.end();
    return end != null && !now.isBefore(end);
  }

  /// Whether it has lasted for as long as a stream may.
  ///
  /// @param nanoTime of now
  boolean isToRotate(long nanoTime) {
    return rotates && nanoTime - rotation >= 0;
  }

  /// Whether the end is near, and the client has not been told.
  boolean isNoticeDue(Instant now) {
    return isNoticeDue(holder.end(), now);
  }

  private boolean isNoticeDue(@Nullable Instant end, Instant now) {
    return end != null
        && !notice.isZero()
        && !end.equals(noticed)
        && !now.isBefore(end.minus(notice));
  }

  /// What is left, for the client to be told now; null if that is not due, as after a renewal.
  @Nullable Duration takeNotice(Instant now) {
    var end = holder.end();
    if (end == null || !isNoticeDue(end, now)) {
      return null;
    }
    noticed = end;
    var left = Duration.between(now, end);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
