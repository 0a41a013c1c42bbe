package dev.tidings.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a client sends, with a bound on how long one request may take to arrive, from its first
/// byte to the last of its body. Else whoever sends a byte now and then (a "slow loris") would hold
/// a connection, and with enough of them all that there are.
///
/// The first request has to begin within that time, too; for further ones the server bounds how
/// long a connection may be idle.
///
/// For one thread, but for [#end].
final class TimedReader implements Supplier<byte @Nullable []> {

  private enum Phase {
    REQUEST,
    BETWEEN,
    ENDED
  }

  private static final long BETWEEN_REQUESTS = 0;

  private final DataReader in;
  private final HelidonSocket socket;
  private final Duration limit;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.REQUEST);
  private @Nullable GatedWriter answers;

  /// When the request began to arrive.
  private long began = BETWEEN_REQUESTS;

  private boolean isNew = true;

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

  /// Has no further request begin: one that has is served to its end, and a connection on which
  /// none has is closed. From any thread.
  void end() {
    if (phase.getAndSet(Phase.ENDED) == Phase.BETWEEN) {
      Sockets.cut(socket);
    }
  }

  /// Blocks until something has come; null if no further request is to begin.
  @Override
  public byte @Nullable [] get() {
    if (answers != null && answers.takeAnswered()) {
      requestIsOver();
    }
    if (began != BETWEEN_REQUESTS) {
      return read();
    }
    if (!phase.compareAndSet(Phase.REQUEST, Phase.BETWEEN)) {
      return null;
    }
    var first = read();
    began = System.nanoTime() | 1;
    return phase.compareAndSet(Phase.BETWEEN, Phase.REQUEST) ? first : null;
  }

  private byte[] read() {
    if (in.available() == 0) {
      await();
    }
    isNew = false;
    return in.readBytes(in.available());
  }

  private void await() {
    if (began == BETWEEN_REQUESTS && !isNew) {
      in.ensureAvailable();
      return;
    }
    // Most requests come in one piece, and with the connection, so this is rare.
    var passed = began == BETWEEN_REQUESTS ? 0 : System.nanoTime() - began;
    var cut = RequestClock.in(limit.toNanos() - passed, () -> Sockets.cut(socket));
    try {
      in.ensureAvailable();
    } finally {
      cut.cancel(false);
    }
  }
}
