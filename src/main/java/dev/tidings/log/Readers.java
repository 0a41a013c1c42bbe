package dev.tidings.log;

import static dev.tidings.log.LogDirectory.unavailable;

import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The few platform threads that read from the store: a native call holds the thread that carries a
/// virtual one, and there are only as many of these as cores. Thread-safe.
final class Readers {

  private static final System.Logger LOG = System.getLogger(Readers.class.getName());

  private static final int THREADS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LogDirectory directory;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().name("log-reader-", 0).daemon().factory());

  Readers(LogDirectory directory) {
    this.directory = directory;
  }

  /// Has a task run by one of them and waits for what it finds; the store stays meanwhile.
  ///
  /// @throws ProblemException with [dev.tidings.problem.Problem.Unavailable] if it cannot be read
  <T> T read(Callable<T> task) {
    try {
      return Awaited.result(threads.submit(() -> directory.reading(task)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unavailable("the hub is stopping");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      LOG.log(System.Logger.Level.ERROR, directory.said("could not be read"), e.getCause());
      throw unavailable("the event log cannot be read at present");
    } catch (RejectedExecutionException _) {
      throw unavailable("the hub is stopping");
    }
  }

  /// Takes no more tasks, and waits a while for those that it has.
  void close() throws InterruptedException {
    threads.shutdown();
    threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
