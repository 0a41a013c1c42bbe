package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// A line that remembers what was written, and whose client can stop taking anything.
final class RecordingLine implements Line {

  @SuppressWarnings("JdkObsolete") // read by another thread than the one that writes
  private final StringBuffer written = new StringBuffer();

  private final Semaphore taking = new Semaphore(Integer.MAX_VALUE);
  private final CountDownLatch stuck = new CountDownLatch(1);
  private volatile int writes;
  private volatile boolean gone;
  private volatile boolean broken;

  /// The next write waits until [#resume].
  RecordingLine stalled() {
    taking.drainPermits();
    return this;
  }

  void resume() {
    taking.release(Integer.MAX_VALUE);
  }

  /// Every write fails from now on.
  void leave() {
    gone = true;
  }

  /// The next write fails as nothing should.
  RecordingLine broken() {
    broken = true;
    return this;
  }

  /// Returns when a write waits for the client.
  void awaitStuck() throws InterruptedException {
    stuck.await();
  }

  boolean isGone() {
    return gone;
  }

  String written() {
    return written.toString();
  }

  int writes() {
    return writes;
  }

  @Override
  public SseEventSink sink() {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes
  public void write(byte[] bytes, int start, int length) throws IOException {
    if (gone) {
      throw new IOException("gone");
    }
    if (broken) {
      broken = false;
      throw new IllegalStateException("on purpose");
    }
    if (!taking.tryAcquire()) {
      stuck.countDown();
      taking.acquireUninterruptibly();
    }
    writes++;
    written.append(new String(bytes, start, length, UTF_8));
  }

  @Override
  public void close() {
    written.append("closed");
  }

  @Override
  public void abandon() {
    written.append("abandoned");
  }

  @Override
  public void cut() {
    leave();
  }
}
