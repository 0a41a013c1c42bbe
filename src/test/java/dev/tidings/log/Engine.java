package dev.tidings.log;

import java.nio.file.Path;
import java.time.InstantSource;

/// What holds the log in a test.
public interface Engine {

  Engine ROCKSDB = Logs::open;

  /// Opens the log that belongs to a directory, or makes it.
  EventLog open(
      Path directory, Retention retention, IdempotencyConfig idempotency, InstantSource clock);

  default EventLog open(Path directory, Retention retention, InstantSource clock) {
    return open(directory, retention, Logs.IDEMPOTENCY, clock);
  }

  default EventLog open(Path directory) {
    return open(directory, Logs.ROOMY, InstantSource.system());
  }
}
