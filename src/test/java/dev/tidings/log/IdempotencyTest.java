package dev.tidings.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// What is submitted again under the same key is stored once.
class IdempotencyTest {

  private static final Topic NEWS = new Topic("news");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final IdempotencyKey KEY = IdempotencyKey.of("key");

  private final Path directory;
  private final HandClock clock = new HandClock();
  private EventLog log;

  IdempotencyTest(@TempDir Path directory) {
    this.directory = directory;
    this.log = open(1_000_000);
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  private EventLog open(long maxKeys) {
    return engine().open(directory, Logs.ROOMY, new IdempotencyConfig(WINDOW, maxKeys), clock);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void restart() {
    log.close();
    log = open(1_000_000);
  }

  private static IdempotencyKey key(int number) {
    return IdempotencyKey.of("key " + number);
  }

  private static Publication text(String data) {
    return Publication.text(NEWS, data);
  }

  private Receipt submit(IdempotencyKey key, Publication... publications) {
    return log.submit(List.of(new Submission(List.of(publications), key))).getFirst();
  }

  private List<TopicEvent> kept() {
    return Logs.readAll(log, log.floor());
  }

  private void assertReused(Callable<?> submission) {
    var tip = log.tip();
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(submission::call)
        .extracting(ProblemException::problem)
        .isEqualTo(new Problem.KeyReused());
    assertThat(log.tip()).isEqualTo(tip);
  }

  @Test
  void aRepeatStoresNothingAndHasTheFirstReceipt() {
    var first = submit(KEY, text("a"));
    var tip = log.tip();
    clock.advance(Duration.ofMinutes(9));

    var again = submit(KEY, text("a"));

    assertThat(first.isRepeat()).isFalse();
    assertThat(again).isEqualTo(new Receipt(first.events(), true));
    assertThat(log.tip()).isEqualTo(tip);
    assertThat(kept()).isEqualTo(first.events());
  }

  @Test
  void withoutAKeyEachTimeIsANewOne() {
    var receipts =
        log.submit(List.of(Submission.of(text("a"), null), Submission.of(text("a"), null)));

    assertThat(receipts).extracting(Receipt::isRepeat).containsExactly(false, false);
    assertThat(kept()).hasSize(2);
  }

  @Test
  void keysThatAreNotEqualHaveNothingToDoWithEachOther() {
    var keys =
        List.of(
            KEY,
            IdempotencyKey.of("Key"),
            IdempotencyKey.ofPublication("alice", NEWS, "key"),
            IdempotencyKey.ofPublication("bob", NEWS, "key"),
            IdempotencyKey.ofPublication("alice", new Topic("newskey"), "key"),
            IdempotencyKey.ofPublication("alicenews", NEWS, "key"),
            IdempotencyKey.ofBatch("alice", "key"),
            IdempotencyKey.ofCloudEvent("alice", NEWS, "/ke", "y"),
            IdempotencyKey.ofCloudEvent("alice", NEWS, "/k", "ey"));
    for (var key : keys) {
      assertThat(submit(key, text("a")).isRepeat()).as(key.toString()).isFalse();
    }
    for (var key : keys) {
      assertThat(submit(key, text("a")).isRepeat()).as(key.toString()).isTrue();
    }
    assertThat(kept()).hasSameSizeAs(keys);
  }

  static Stream<Publication> others() {
    var type = new EventType("t");
    var retry = Duration.ofSeconds(1);
    return Stream.of(
        new Publication(NEWS, type, retry, Publication.TEXT, "1 "),
        new Publication(NEWS, type, retry, Publication.TEXT, ""),
        new Publication(NEWS, type, retry, Publication.JSON, "1"),
        new Publication(NEWS, type, null, Publication.TEXT, "1"),
        new Publication(NEWS, type, Duration.ZERO, Publication.TEXT, "1"),
        new Publication(NEWS, null, retry, Publication.TEXT, "1"),
        new Publication(NEWS, new EventType("T"), retry, Publication.TEXT, "1"),
        new Publication(new Topic("new"), type, retry, Publication.TEXT, "1"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aKeyIsForOnePublicationOnly(Publication other) {
    var publication =
        new Publication(NEWS, new EventType("t"), Duration.ofSeconds(1), Publication.TEXT, "1");
    var first = submit(KEY, publication);

    assertReused(() -> submit(KEY, other));
    assertThat(submit(KEY, publication)).isEqualTo(new Receipt(first.events(), true));
  }

  @Test
  void aKeyOfABatchIsForAllOfIt() {
    var first = submit(KEY, text("a"), text("b"), text("c"));

    assertThat(submit(KEY, text("a"), text("b"), text("c")))
        .isEqualTo(new Receipt(first.events(), true));
    assertReused(() -> submit(KEY, text("a"), text("b")));
    assertReused(() -> submit(KEY, text("a"), text("c"), text("b")));
    assertThat(kept()).isEqualTo(first.events());
  }

  @Test
  void ofManySubmissionsOnlyThoseAreStoredThatAreNoRepeats() {
    var b = submit(key(2), text("b")).events();

    var receipts =
        log.submit(
            List.of(
                Submission.of(text("a"), key(1)),
                Submission.of(text("b"), key(2)),
                Submission.of(text("a"), key(1)),
                Submission.of(text("c"), null)));

    assertThat(receipts).extracting(Receipt::isRepeat).containsExactly(false, true, true, false);
    assertThat(receipts.get(1).events()).isEqualTo(b);
    assertThat(receipts.get(2).events()).isEqualTo(receipts.get(0).events());
    assertThat(Logs.data(kept())).containsExactly("b", "a", "c");
  }

  @Test
  void oneContradictionRefusesAllAndIsNamed() {
    submit(key(3), text("c"));
    var submissions =
        List.of(
            List.of(Submission.of(text("a"), key(1)), Submission.of(text("b"), key(3))),
            List.of(Submission.of(text("a"), key(1)), Submission.of(text("b"), key(1))));
    for (var contradicting : submissions) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> log.submit(contradicting))
          .extracting(ProblemException::problem)
          .isEqualTo(new Problem.OfEvent(2, new Problem.KeyReused()));
    }

    assertThat(Logs.data(kept())).containsExactly("c");
    assertThat(submit(key(1), text("other")).isRepeat()).as("left no key behind").isFalse();
  }

  @Test
  void keysOutliveTheProcess() {
    var first = submit(KEY, text("a"), text("b"));
    restart();

    assertThat(submit(KEY, text("a"), text("b"))).isEqualTo(new Receipt(first.events(), true));
    assertReused(() -> submit(KEY, text("a")));
    restart();
    assertThat(kept()).isEqualTo(first.events());
  }

  @Test
  void aKeyStandsForItsEventEvenWhenRetentionHasDroppedThat() throws Exception {
    log.close();
    log =
        engine()
            .open(
                directory, new Retention(Duration.ofDays(1), 1, 1 << 20), Logs.IDEMPOTENCY, clock);
    var first = submit(KEY, text("a"));
    Logs.append(log, "news", "b");
    Logs.append(log, "news", "c");
    Logs.await("dropped", () -> !log.floor().isBefore(first.events().getFirst().id()));

    assertThat(submit(KEY, text("a"))).isEqualTo(new Receipt(first.events(), true));
  }

  @Test
  void theWindowEnds() {
    submit(KEY, text("a"));
    clock.advance(WINDOW.plusMillis(1));
    var second = submit(KEY, text("b"));

    assertThat(second.isRepeat()).isFalse();
    clock.advance(WINDOW);
    assertThat(submit(KEY, text("b"))).isEqualTo(new Receipt(second.events(), true));
    assertThat(Logs.data(kept())).containsExactly("a", "b");
  }

  /// Ids stay ahead of a clock that has stepped back; the window is by the clock.
  @Test
  void aStepOfTheClockBackKeepsWhatIsPublishedBehindIt() {
    submit(KEY, text("a"));
    clock.advance(Duration.ofHours(-5));
    var second = submit(key(2), text("b"));
    clock.advance(Duration.ofMinutes(9));

    assertThat(submit(key(2), text("b"))).isEqualTo(new Receipt(second.events(), true));
    clock.advance(Duration.ofMinutes(2));
    assertThat(submit(key(2), text("b")).isRepeat()).isFalse();
  }

  @Test
  void aSmallStepBackForgetsNothing() {
    submit(KEY, text("a"));
    clock.advance(Duration.ofSeconds(-30));

    assertThat(submit(KEY, text("a")).isRepeat()).isTrue();
  }

  @Test
  void keysAreDroppedWhenTheirWindowIsOverThoughNobodyPublishes() throws Exception {
    for (int i = 0; i < 5000; i++) {
      submit(key(i), text("a"));
    }
    clock.advance(Duration.ofMinutes(5));
    submit(KEY, text("a"));
    assertThat(keysOnDisk()).isEqualTo(2 * 5001);

    clock.advance(Duration.ofMinutes(6));
    awaitTrimmed(1);

    assertThat(submit(KEY, text("a")).isRepeat()).isTrue();
    clock.advance(WINDOW);
    awaitTrimmed(0);
    assertThat(submit(key(1), text("b")).isRepeat()).isFalse();
    assertThat(keysOnDisk()).isEqualTo(2);
  }

  @Test
  void keysAreDroppedWhenTheClockHasSteppedFarBack() throws Exception {
    for (int i = 0; i < 100; i++) {
      submit(key(i), text("a"));
    }

    clock.advance(Duration.ofDays(-365));

    awaitTrimmed(0);
    submit(KEY, text("a"));
    assertThat(submit(KEY, text("a")).isRepeat()).isTrue();
    clock.advance(Duration.ofMinutes(11));
    awaitTrimmed(0);
  }

  @Test
  void aKeyThatIsUsedAgainBehindItsWindowIsKeptOnce() throws Exception {
    submit(KEY, text("a"));
    clock.advance(WINDOW.plusSeconds(1));
    submit(KEY, text("b"));

    awaitTrimmed(1);
    assertThat(submit(KEY, text("b")).isRepeat()).isTrue();
  }

  @Test
  void ofTooManyKeysTheOldestAreForgotten() throws Exception {
    log.close();
    log = open(100);
    for (int i = 0; i < 1000; i++) {
      submit(key(i), text("a"));
    }

    Logs.await("trimmed", () -> keys(log) <= 105);
    assertThat(keys(log)).isBetween(100L, 105L);
    for (int i = 900; i < 1000; i++) {
      assertThat(submit(key(i), text("a")).isRepeat()).as("key %d", i).isTrue();
    }
    assertThat(submit(key(1), text("b")).isRepeat()).isFalse();
  }

  @Test
  void manyAtOnceWithOneKeyStoreOneEvent() throws Exception {
    var followed = Collections.synchronizedList(new ArrayList<TopicEvent>());
    log.follow(new Remembering(followed));
    for (int round = 0; round < 50; round++) {
      var key = key(round);
      var submissions =
          Collections.nCopies(50, (Callable<Receipt>) () -> submit(key, text("a"), text("b")));
      var receipts = new ArrayList<Receipt>();
      try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var receipt : publishers.invokeAll(submissions)) {
          receipts.add(receipt.get());
        }
      }
      assertThat(receipts).extracting(Receipt::isRepeat).containsOnlyOnce(false);
      assertThat(receipts.stream().map(Receipt::events).distinct()).hasSize(1);
    }

    var kept = kept();
    assertThat(kept).hasSize(100);
    Logs.await("followed", () -> followed.size() >= kept.size());
    assertThat(followed).isEqualTo(kept);
  }

  @Test
  void manyAtOnceThatContradictEachOtherStoreOneOfThem() throws Exception {
    var submissions =
        IntStream.range(0, 50)
            .mapToObj(i -> (Callable<Receipt>) () -> submit(KEY, text("data " + i)))
            .toList();
    var stored = new HashSet<Cursor>();
    var refused = 0;
    try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var receipt : publishers.invokeAll(submissions)) {
        try {
          stored.add(receipt.get().events().getFirst().id());
        } catch (ExecutionException e) {
          assertThat(e)
              .cause()
              .isInstanceOfSatisfying(
                  ProblemException.class,
                  refusal -> assertThat(refusal.problem()).isEqualTo(new Problem.KeyReused()));
          refused++;
        }
      }
    }

    assertThat(stored).hasSize(1);
    assertThat(refused).isEqualTo(49);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void aSubmissionHasAPublication() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Submission(List.of(), KEY));
    assertThat(log.submit(List.of())).isEmpty();
  }

  // ---- what lies on the disk

  /// As it was before there were keys: an index less, and a shorter state.
  @Test
  void aLogOfBeforeThereWereKeysIsOpened() throws Exception {
    var old = Logs.append(log, "news", "old");
    log.close();
    takeKeysAway();
    log = open(1_000_000);

    assertThat(kept()).containsExactly(old);
    submit(KEY, text("a"));
    restart();
    assertThat(submit(KEY, text("a")).isRepeat()).isTrue();
    assertThat(kept()).hasSize(2);
  }

  private void takeKeysAway() throws RocksDBException {
    var state = "state".getBytes(US_ASCII);
    var handles = new ArrayList<ColumnFamilyHandle>();
    var families =
        Stream.of("default", "order", "topics", "keys", "ledger")
            .map(name -> new ColumnFamilyDescriptor(name.getBytes(US_ASCII)))
            .toList();
    try (var options = new DBOptions();
        var db = RocksDB.open(options, directory.toString(), families, handles)) {
      var encoded = db.get(state);
      db.put(state, Arrays.copyOf(encoded, encoded.length - Long.BYTES));
      db.dropColumnFamily(handles.get(3));
      db.dropColumnFamily(handles.get(4));
      handles.forEach(ColumnFamilyHandle::close);
    }
  }

  /// A write that fails may have reached the disk all the same.
  @Test
  void whatWasRefusedHasNoKeyOnceTheLogGoesOn() throws Exception {
    var first = submit(KEY, text("a")).events().getFirst();
    log.close();
    var directoryOfLog = LogDirectory.open(new RocksDbConfig(directory, Duration.ZERO));
    try {
      var acknowledged = Objects.requireNonNull(directoryOfLog.store().state());
      var refused = Order.toStore(List.of(Submission.of(text("b"), key(2))));
      try (var change = directoryOfLog.store().change()) {
        var keys = new SeenKeys(directoryOfLog.store(), change, Logs.IDEMPOTENCY, clock.instant());
        var facts = new KnownFacts(directoryOfLog.store(), change, clock.instant());
        change.commit(refused.carryOut(acknowledged, change, keys, facts, clock.instant()));
      }

      directoryOfLog.reopen(acknowledged);
    } finally {
      directoryOfLog.close();
    }

    log = open(1_000_000);
    assertThat(kept()).containsExactly(first);
    assertThat(keysOnDisk()).isEqualTo(2);
    assertThat(submit(key(2), text("c")).isRepeat()).isFalse();
    assertThat(submit(KEY, text("a")).isRepeat()).isTrue();
  }

  private void awaitTrimmed(int keys) throws Exception {
    Logs.await("trimmed to " + keys, () -> keys(log) == keys);
    assertThat(keysOnDisk()).isEqualTo(2L * keys);
  }

  /// How many are kept.
  long keys(EventLog opened) {
    return ((RocksDbEventLog) opened).keys();
  }

  EventLog opened() {
    return log;
  }

  /// Each key lies in two places.
  long keysOnDisk() throws Exception {
    log.close();
    var count = 0L;
    try (var store = new RocksDbStore(directory, false);
        var scan = store.keyScan()) {
      for (scan.seek(new byte[0]); scan.isValid(); scan.next()) {
        count++;
      }
    }
    log = open(1_000_000);
    return count;
  }

  private record Remembering(List<TopicEvent> events) implements EventLog.Follower {

    @Override
    public void stored(TopicEvent event) {
      events.add(event);
    }

    @Override
    public void probed(Cursor place) {
      // nobody asks
    }

    @Override
    public void skipped(Cursor floor) {
      throw new AssertionError("skipped to " + floor);
    }
  }
}
