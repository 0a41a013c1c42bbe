package dev.tidings.log;

import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What one thread waits for that another does.
public final class Awaited {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final boolean LOOKS_AGAIN = missesWakeUps(Runtime.version());

  private Awaited() {}

  /// Whether a virtual thread can miss its wake-up, as in the first releases of JDK 25 and 26
  /// (JDK-8369227): once in a long while a publisher was seen to wait for what it had been given.
  static boolean missesWakeUps(Runtime.Version version) {
    return switch (version.feature()) {
      case 25 -> version.update() < 3;
      case 26 -> version.update() < 1;
      default -> false;
    };
  }

  /// Waits for as long as it takes. Where a wake-up can be missed, looks now and then whether it is
  /// done; not elsewhere, for each wait with an end wakes the timer's thread twice, which was an
  /// eighth of what a publication costs when many come at once.
  ///
  /// @throws ExecutionException with what went wrong over there
  public static <T> T result(Future<T> future) throws InterruptedException, ExecutionException {
    while (LOOKS_AGAIN) {
      try {
        return future.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // it takes its time, or the word was missed
      }
    }
    return future.get();
  }

  /// As above, even if the thread is interrupted, which it is again afterwards: what may be stored
  /// is not to be told otherwise.
  ///
  /// @throws ProblemException if it came to nothing with that
  public static <T> T uninterruptibly(Future<T> future) {
    var interrupted = false;
    try {
      while (true) {
        try {
          return result(future);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ProblemException problem
          ? problem
          : new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
