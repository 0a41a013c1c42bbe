package dev.tidings.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The one thread that reads all streams. Everything that streams know is touched on it only;
/// others hand it tasks.
public final class StreamReader implements AutoCloseable {

  /// Whose connection is read.
  public interface Watched {

    /// The connection can be read, or has come about.
    ///
    /// @param buffer that may be used during the call, as may `bytes`
    void ready(ByteBuffer buffer, byte[] bytes);
  }

  private static final int BUFFER = 256 * 1024;

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  // on the thread only
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];

  public StreamReader() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().name("streams").daemon().start(this::run);
  }

  Selector selector() {
    return selector;
  }

  /// Begins to watch a connection that is on its way. On the reading thread.
  public SelectionKey watch(SocketChannel connection, Watched whose) throws IOException {
    return connection.register(selector, SelectionKey.OP_CONNECT, whose);
  }

  /// Has it run on the reading thread, some time.
  public void later(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /// Has it run on the reading thread, and waits until it has.
  public void await(Runnable task) {
    var done = new CompletableFuture<Void>();
    tasks.add(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    selector.wakeup();
    done.join();
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(this::ready);
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    ((Watched) key.attachment()).ready(buffer, bytes);
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
