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

  private Awaited() {}

  /// Waits for as long as it takes, and now and then looks whether it is done: once in a long while
  /// a publisher was seen to wait for what it had been given, for a virtual thread can miss its
  /// wake-up in the first releases of JDK 25 (JDK-8369227).
  ///
  /// @throws ExecutionException with what went wrong over there
  public static <T> T result(Future<T> future) throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return future.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // it takes its time, or the word was missed
      }
    }
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
