package dev.tidings.redis;

import dev.tidings.event.Cursor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks one question for all who want to know at the same time. Thread-safe.
///
/// Who comes while it is being asked waits for the next answer, for this one may have been made
/// before.
final class Refresh {

  private final Supplier<Cursor> question;
  private final AtomicReference<@Nullable CompletableFuture<Cursor>> next = new AtomicReference<>();
  private final Object asking = new Object();

  Refresh(Supplier<Cursor> question) {
    this.question = question;
  }

  /// An answer that was given after this was called.
  ///
  /// @throws dev.tidings.problem.ProblemException what the question throws
  Cursor run() {
    var mine = new CompletableFuture<Cursor>();
    var joined = next.compareAndExchange(null, mine);
    if (joined != null) {
      return result(joined);
    }
    synchronized (asking) {
      next.set(null);
      try {
        mine.complete(question.get());
      } catch (RuntimeException e) {
        mine.completeExceptionally(e);
      }
    }
    return result(mine);
  }

  private static Cursor result(CompletableFuture<Cursor> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
