package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.TopicEvent;
import dev.tidings.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// What was acknowledged is not lost silently: damage is found, and said in words that lead to the
/// cause.
class DamagedLogTest {

  private static final int EVENTS = 200;

  private final Path directory;
  private final List<TopicEvent> written = new ArrayList<>();

  DamagedLogTest(@TempDir Path directory) {
    this.directory = directory;
    write();
  }

  /// What is written since the last start lies in the write-ahead log only.
  private void write() {
    var random = new Random(1);
    try (var log = Logs.open(directory)) {
      for (int i = 0; i < EVENTS; i++) {
        var noise = new StringBuilder();
        random.ints(1000, ' ', '~').forEach(noise::appendCodePoint);
        written.add(Logs.append(log, "news/" + i % 5, i + noise.toString()));
      }
    }
  }

  /// A start moves what is in the write-ahead log into tables.
  private void moveIntoTables() {
    Logs.open(directory).close();
  }

  @Test
  void anIntactLogIsAllThere() {
    assertThat(readAll()).isEqualTo(written);
    assertThat(readAll()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 500, 1100, 10_000})
  void aTornTailOfTheWriteAheadLogIsCutOff(int bytes) throws IOException {
    truncate(writeAheadLog(), bytes);

    var read = readAll();

    var lost = 1 + bytes / 1000;
    assertThat(read).hasSizeBetween(EVENTS - lost - 1, EVENTS - 1);
    assertThat(read).isEqualTo(written.subList(0, read.size()));
    try (var log = Logs.open(directory)) {
      assertThat(Logs.append(log, "news", "on").id()).isGreaterThan(log.floor());
      assertThat(Logs.readAll(log, log.floor())).hasSize(read.size() + 1);
    }
  }

  @Test
  void damageWithinTheWriteAheadLogStopsTheStart() throws IOException {
    flipInTheMiddle(writeAheadLog());

    assertOpenSaysDamaged();
  }

  @Test
  void damageInEveryTableStopsTheStart() throws IOException {
    moveIntoTables();
    for (var table : files(".sst")) {
      flipInTheMiddle(table);
    }

    assertOpenSaysDamaged();
  }

  @Test
  void damageInTheEventsIsNotReadAsThoughTheyWereGone() throws IOException {
    moveIntoTables();
    flipInTheMiddle(largest(".sst"));

    // A start does not look at every event; then reading finds it.
    assertThatThrownBy(this::readAll)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cannot be read");
  }

  /// Few topics are read in one way, single events of many in another.
  @ParameterizedTest
  @ValueSource(ints = {1000, 10})
  void anEventThatIsMissingIsNotReadAsThoughItHadNeverBeen(int limit) throws RocksDBException {
    var lost = written.get(7);
    inDatabase((db, topics) -> db.delete(topics, key(lost)));

    try (var log = Logs.open(directory)) {
      assertThatThrownBy(() -> Logs.readAll(log, log.floor(), Logs.EVERYTHING, limit))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("cannot be read");
    }
  }

  private static byte[] key(TopicEvent event) {
    return StoredForm.topicKey(event.topic().utf8(), event.id());
  }

  @Test
  void aTableThatIsMissingStopsTheStart() throws IOException {
    moveIntoTables();
    Files.delete(largest(".sst"));

    assertOpenSaysDamaged();
  }

  @Test
  void aTableThatIsCutOffStopsTheStart() throws IOException {
    moveIntoTables();
    truncate(largest(".sst"), 100);

    assertOpenSaysDamaged();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.6, 0.9})
  void aManifestThatIsCutOffStopsTheStart(double kept) throws IOException {
    moveIntoTables();
    var manifest = largest("MANIFEST-");
    truncate(manifest, (int) (Files.size(manifest) * (1 - kept)));

    assertOpenSaysDamaged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CURRENT", "MANIFEST-"})
  void aFileOfTheFrameThatIsMissingStopsTheStart(String name) throws IOException {
    moveIntoTables();
    Files.delete(largest(name));

    assertThatIllegalStateException()
        .isThrownBy(() -> Logs.open(directory).close())
        .withMessageContaining("tidings.log.directory " + directory)
        .withMessageNotContaining("in use");
  }

  @Test
  void aLogOfAnotherVersionIsLeftAlone() throws RocksDBException {
    putState(new byte[] {99});

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Logs.open(directory).close())
          .withMessageContaining("tidings.log.directory " + directory)
          .withMessageContaining("another version");
    }
  }

  private void putState(byte[] state) throws RocksDBException {
    inDatabase((db, _) -> db.put("state".getBytes(UTF_8), state));
  }

  private interface Tampering {
    void with(RocksDB db, ColumnFamilyHandle topics) throws RocksDBException;
  }

  private void inDatabase(Tampering tampering) throws RocksDBException {
    var handles = new ArrayList<ColumnFamilyHandle>();
    var families =
        Stream.of("default", "order", "topics", "keys", "ledger")
            .map(name -> new ColumnFamilyDescriptor(name.getBytes(UTF_8)))
            .toList();
    try (var options = new DBOptions();
        var db = RocksDB.open(options, directory.toString(), families, handles)) {
      tampering.with(db, handles.get(2));
      handles.forEach(ColumnFamilyHandle::close);
    }
  }

  private void assertOpenSaysDamaged() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Logs.open(directory).close())
        .withMessageContaining("tidings.log.directory")
        .withMessageContaining(directory.toString())
        .withMessageContaining("holds a damaged log")
        .withMessageNotContaining("in use");
  }

  private List<TopicEvent> readAll() {
    try (var log = Logs.open(directory)) {
      return Logs.readAll(log, log.floor());
    }
  }

  private Path writeAheadLog() throws IOException {
    return largest(".log");
  }

  private Path largest(String part) throws IOException {
    return files(part).stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow();
  }

  private List<Path> files(String part) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().contains(part)).toList();
    }
  }

  private static void flipInTheMiddle(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file, bytes);
  }

  private static void truncate(Path file, int bytes) throws IOException {
    var content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - bytes));
  }
}
