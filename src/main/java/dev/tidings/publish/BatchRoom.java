package dev.tidings.publish;

import dev.tidings.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory that batches, and events that lie within JSON, may take while they arrive: each is
/// held until its end is known. Thread-safe.
///
/// Who finds no room is refused at once, and whose body has stopped arriving then makes room: its
/// connection is closed.
@ApplicationScoped
class BatchRoom {

  private static final long LEAST_BYTES = 16L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int FIRST_BUFFER = 16 << 10;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Duration patience;
  private final AtomicLong left;
  private final Set<Place> places = ConcurrentHashMap.newKeySet();

  /// A sixteenth of the heap, or what two large batches take.
  BatchRoom() {
    this(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / 16), PATIENCE);
  }

  /// @param bytes for all batches together
  /// @param patience with a body of which nothing comes, before it may be dropped
  BatchRoom(long bytes, Duration patience) {
    this.left = new AtomicLong(bytes);
    this.patience = patience;
  }

  Place place() {
    var place = new Place();
    places.add(place);
    return place;
  }

  /// What one batch takes, until it is closed. For one thread, which made it.
  final class Place implements AutoCloseable {

    private final Thread reader = Thread.currentThread();
    private long taken;

    // Guarded by this; null while the reader is not reading.
    private @Nullable Long waitingSince;

    /// @throws dev.tidings.problem.ProblemException with [Problem.Unavailable] if there is no room
    void take(int bytes) {
      taken += bytes;
      if (left.addAndGet(-bytes) < 0) {
        places.forEach(Place::dropIfStuck);
        throw new Problem.Unavailable("too much is arriving at once", RETRY_AFTER).asException();
      }
    }

    /// Reads some of a body, and takes room for it.
    int read(InputStream in, byte[] buffer, int start) throws IOException {
      await(true);
      try {
        var count = in.read(buffer, start, buffer.length - start);
        take(Math.max(0, count));
        return count;
      } catch (IllegalArgumentException _) {
        // That is how the server's decoder tells of a chunk whose length is no number.
        throw new Problem.Malformed("the body is not encoded as it should be").asException();
      } finally {
        await(false);
      }
    }

    /// Reads all of a body, and takes room for it.
    ///
    /// @param most how many bytes it may have
    /// @throws dev.tidings.problem.ProblemException with `tooLarge` if it has more
    byte[] readAll(InputStream in, long most, Problem tooLarge) throws IOException {
      var buffer = new byte[FIRST_BUFFER];
      var end = 0;
      for (var count = 0; count >= 0; count = read(in, buffer, end)) {
        end += count;
        if (end > most) {
          throw tooLarge.asException();
        }
        if (end == buffer.length) {
          buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
      }
      return Arrays.copyOf(buffer, end);
    }

    private synchronized void await(boolean begins) {
      waitingSince = begins ? System.nanoTime() : null;
    }

    private synchronized void dropIfStuck() {
      if (waitingSince != null && System.nanoTime() - waitingSince > patience.toNanos()) {
        reader.interrupt();
      }
    }

    @Override
    public void close() {
      places.remove(this);
      left.addAndGet(taken);
    }
  }
}
