package dev.tidings.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a client sends, with a bound on how long one request may take to arrive, from its first
/// byte to the last of its body. Else whoever sends a byte now and then (a "slow loris") would hold
/// a connection, and with enough of them all that there are.
///
/// Waiting for a request to begin is not bounded here. For one thread.
final class TimedReader implements Supplier<byte[]> {

  private static final long BETWEEN_REQUESTS = 0;

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final DataReader in;
  private final HelidonSocket socket;
  private final Duration limit;
  private @Nullable GatedWriter answers;

  /// When the request began to arrive.
  private long began = BETWEEN_REQUESTS;

  TimedReader(DataReader in, HelidonSocket socket, Duration limit) {
    this.in = in;
    this.socket = socket;
    this.limit = limit;
  }

  /// An answer means that what comes next is of the next request.
  ///
  /// @param answers to the requests that come from now on
  void heed(GatedWriter answers) {
    this.answers = answers;
  }

  /// What comes now is of the next request.
  void requestIsOver() {
    began = BETWEEN_REQUESTS;
  }

  private static ScheduledThreadPoolExecutor clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("request-clock").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /// Blocks until something has come.
  @Override
  public byte[] get() {
    if (answers != null && answers.takeAnswered()) {
      requestIsOver();
    }
    if (in.available() == 0) {
      await();
    }
    if (began == BETWEEN_REQUESTS) {
      began = System.nanoTime() | 1;
    }
    return in.readBytes(in.available());
  }

  private void await() {
    if (began == BETWEEN_REQUESTS) {
      in.ensureAvailable();
      return;
    }
    // Most requests come in one piece, so this is rare.
    var left = limit.toNanos() - (System.nanoTime() - began);
    var cut = CLOCK.schedule(this::cut, left, TimeUnit.NANOSECONDS);
    try {
      in.ensureAvailable();
    } finally {
      cut.cancel(false);
    }
  }

  private void cut() {
    try {
      socket.close();
    } catch (UncheckedIOException _) {
      // then it is broken already
    }
  }
}
