package dev.tidings.log;

import java.time.Duration;
import java.util.Optional;

/// Limits that hold over all hubs on a log. Where the others cannot be asked at present, everything
/// is let through: each hub then keeps to its own limits only. Thread-safe.
public interface Quotas {

  /// Who is alone has nobody to count with.
  Quotas NONE =
      new Quotas() {
        @Override
        public boolean hold(String what, int most) {
          return true;
        }

        @Override
        public void release(String what) {
          // nobody counts
        }

        @Override
        public Optional<Duration> take(String what, int perSecond) {
          return Optional.empty();
        }

        @Override
        public void charge(String what, int amount, int perSecond) {
          // nobody counts
        }
      };

  /// Holds one more of something, unless all hubs together would then hold more than `most`. Blocks
  /// for as long as the others have to be asked, which is bounded.
  boolean hold(String what, int most);

  /// Holds one less of what was held. Does not block.
  void release(String what);

  /// Takes one of something of which all hubs together give out so many a second, a second's worth
  /// at once; or tells how long it takes until one can be had. Blocks as [#hold].
  ///
  /// @return empty if it was taken
  Optional<Duration> take(String what, int perSecond);

  /// Takes an amount of it, which may be more than there is. Blocks as [#hold].
  void charge(String what, int amount, int perSecond);
}
