package dev.tidings.log;

import java.nio.file.Path;
import java.time.Duration;

/// Where and how safely the embedded log is kept.
///
/// @param directory made if it is missing; belongs to one hub at a time
/// @param sync longest time until a stored event is forced to the disk; zero forces each batch
///     before
///     it is acknowledged. Whatever it is, an acknowledged event outlives the process; what it
///     decides is how much a power failure may take.
public record RocksDbConfig(Path directory, Duration sync) {

  public RocksDbConfig {
    if (sync.isNegative() || sync.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("tidings.log.sync must be from PT0S to PT1M, was " + sync);
    }
  }

  boolean syncsEach() {
    return sync.isZero();
  }
}
