package dev.tidings.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class LedgerTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final HandClock clock = new HandClock();
  private final Path directory;

  LedgerTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  EventLog open() {
    return engine().open(directory, Logs.ROOMY, clock);
  }

  private Instant in(Duration life) {
    return clock.instant().plus(life);
  }

  @Test
  void whatWasPutIsFoundAlsoAfterARestart() {
    try (var log = open()) {
      var ledger = log.ledger();
      assertThat(ledger.find("a")).isEmpty();
      ledger.put("a", "1", in(HOUR));
      ledger.put("a", "zw\u00f6lf", in(HOUR));
      assertThat(ledger.find("a")).contains("zw\u00f6lf");
    }
    try (var log = open()) {
      assertThat(log.ledger().find("a")).contains("zw\u00f6lf");
    }
  }

  @Test
  void whatIsThereIsNotPutAgainUntilItIsOver() {
    try (var log = open()) {
      var ledger = log.ledger();
      assertThat(ledger.putIfAbsent("a", "1", in(HOUR))).isEqualTo("1");
      assertThat(ledger.putIfAbsent("a", "2", in(HOUR))).isEqualTo("1");

      clock.advance(HOUR);
      assertThat(ledger.putIfAbsent("a", "3", in(HOUR))).isEqualTo("3");
      assertThat(ledger.find("a")).contains("3");
    }
  }

  @Test
  void ofManyWhoPutAtTheSameTimeOneSucceeds() throws Exception {
    try (var log = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var puts =
          IntStream.range(0, 100)
              .<Callable<String>>mapToObj(
                  i -> () -> log.ledger().putIfAbsent("a", Integer.toString(i), in(HOUR)))
              .toList();
      var outcomes = new ArrayList<String>();
      for (var put : threads.invokeAll(puts)) {
        outcomes.add(put.get());
      }

      assertThat(outcomes).containsOnly(log.ledger().find("a").orElseThrow());
    }
  }

  @Test
  void whatIsOverIsNotFoundToTheMillisecond() {
    try (var log = open()) {
      var ledger = log.ledger();
      ledger.put("a", "1", in(HOUR));
      ledger.put("for ever", "1", Instant.MAX);
      ledger.put("never", "1", Instant.MIN);

      clock.advance(HOUR.minusMillis(1));
      assertThat(ledger.find("a")).contains("1");
      clock.advance(Duration.ofMillis(1));
      assertThat(ledger.find("a")).isEmpty();
      assertThat(ledger.withPrefix("")).containsOnly(entry("for ever", "1"));
    }
  }

  @Test
  void aPrefixFindsAllThatBeginWithItInOrder() {
    try (var log = open()) {
      var ledger = log.ledger();
      for (var key : List.of("a", "a/2", "a/1", "a/", "a0", "b", "t", "t/1")) {
        ledger.put(key, key, in(HOUR));
      }

      assertThat(ledger.withPrefix("a/"))
          .containsExactly(entry("a/", "a/"), entry("a/1", "a/1"), entry("a/2", "a/2"));
      assertThat(ledger.withPrefix("t")).containsOnlyKeys("t", "t/1");
      assertThat(ledger.withPrefix("c")).isEmpty();
      assertThat(ledger.withPrefix("")).hasSize(8);
    }
  }

  @Test
  void whatIsOverIsRemovedAndWhatWasProlongedIsNot() throws RocksDBException {
    try (var log = open()) {
      var ledger = log.ledger();
      ledger.put("short", "1", in(HOUR));
      ledger.put("prolonged", "1", in(HOUR));
      ledger.put("prolonged", "2", in(HOUR.multipliedBy(3)));
      for (int i = 0; i < 300; i++) {
        ledger.put("many/" + i, "1", in(HOUR));
      }

      clock.advance(HOUR.multipliedBy(2));
    }
    // The writer looks once a second and at its first round after a start.
    try (var log = open()) {
      Logs.append(log, "news", "wakes the writer");
      Logs.append(log, "news", "and is behind its round");
      assertThat(log.ledger().find("prolonged")).contains("2");
    }
    assertThat(stored()).isEqualTo(2);
  }

  /// How many keys lie in the ledger's part, both orders counted.
  int stored() throws RocksDBException {
    var handles = new ArrayList<ColumnFamilyHandle>();
    try (var options = new DBOptions();
        var db = RocksDB.open(options, directory.toString(), families(5), handles)) {
      var count = 0;
      try (var all = db.newIterator(handles.getLast())) {
        for (all.seekToFirst(); all.isValid(); all.next()) {
          count++;
        }
      }
      handles.forEach(ColumnFamilyHandle::close);
      return count;
    }
  }

  private static List<ColumnFamilyDescriptor> families(int count) {
    return List.of("default", "order", "topics", "keys", "ledger").subList(0, count).stream()
        .map(name -> new ColumnFamilyDescriptor(name.getBytes(US_ASCII)))
        .toList();
  }

  @Test
  void aLogThatHadNoLedgerGetsOne() throws RocksDBException {
    try (var log = open()) {
      Logs.append(log, "news", "old");
    }
    var handles = new ArrayList<ColumnFamilyHandle>();
    try (var options = new DBOptions();
        var db = RocksDB.open(options, directory.toString(), families(5), handles)) {
      db.dropColumnFamily(handles.getLast());
      handles.forEach(ColumnFamilyHandle::close);
    }

    try (var log = open()) {
      log.ledger().put("a", "1", in(HOUR));
      assertThat(log.ledger().find("a")).contains("1");
      assertThat(Logs.data(Logs.readAll(log, log.floor()))).containsExactly("old");
    }
  }

  @Test
  void aLogThatIsClosedNeitherFindsNorTakesAnything() {
    var log = open();
    var ledger = log.ledger();
    log.close();

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> ledger.find("a"),
            () -> ledger.withPrefix("a"),
            () -> ledger.put("a", "1", in(HOUR)),
            () -> ledger.putIfAbsent("a", "1", in(HOUR)))) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(call)
          .extracting(ProblemException::problem)
          .isInstanceOf(Problem.Unavailable.class);
    }
  }
}
