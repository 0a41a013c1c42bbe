package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An embedded log that was put back from a backup, or that has lost its end when the power failed:
/// clients have ids that it knows nothing of.
class RestoredLogTest {

  private final Path directory;
  private final HandClock clock = new HandClock();
  private EventLog log;

  RestoredLogTest(@TempDir Path directory) {
    this.directory = directory;
    this.log = open();
  }

  private EventLog open() {
    return Engine.ROCKSDB.open(directory, Logs.ROOMY, clock);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void restart() {
    log.close();
    log = open();
  }

  @Test
  void anIdOfTheLogThatIsGoneIsAGapHoweverFarThisOneHasCome() {
    var kept = Logs.append(log, "a", "kept").id();
    var lost = new Cursor(kept.time() + 1000, 0);
    clock.advance(Duration.ofMinutes(1));
    restart();
    log.probe();
    Logs.append(log, "a", "new");

    assertThat(log.holds(lost)).isFalse();
    assertThat(log.read(lost, Logs.EVERYTHING, 10)).isEqualTo(log.gap());
  }

  @Test
  void noPlaceThatWasToldIsAGapOverRestarts() {
    var told = new ArrayList<>(List.of(log.tip()));
    for (int i = 0; i < 3; i++) {
      told.add(Logs.append(log, "a", "kept").id());
      clock.advance(Duration.ofMinutes(1));
      restart();
      told.add(log.tip());
      told.add(log.probe());
    }

    assertThat(told).allMatch(log::holds).isSorted();
  }
}
