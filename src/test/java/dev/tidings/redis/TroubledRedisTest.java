package dev.tidings.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.Logs;
import dev.tidings.log.Reading;
import dev.tidings.log.StoredEvent;
import dev.tidings.log.Submission;
import dev.tidings.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/// What goes wrong with Redis is said in words that an operator can use.
class TroubledRedisTest {

  private static final TopicFilters EVERYTHING = TopicFilters.of("**");

  private final TestRedis redis = TestRedis.shared();
  private final String prefix = UUID.randomUUID() + ":";

  private static RedisEventLog open(String uri, String prefix) {
    var config = new RedisConfig(RedisUri.parse(uri), prefix, Duration.ofSeconds(1), 0, 1 << 20);
    return RedisEventLog.open(config, Logs.ROOMY, Logs.IDEMPOTENCY, TroubledRedisTest::nobody);
  }

  private static Submission nobody(Map<String, byte[]> fields) {
    throw new IllegalStateException("nobody hands in " + fields.keySet());
  }

  private RedisEventLog open() {
    return open(redis.uri(), prefix);
  }

  private static Publication news(String data) {
    return Publication.text(new Topic("news"), data);
  }

  @Test
  void aRedisThatIsNotThereIsNamedWithoutThePassword() {
    try (var log = open("redis://user:secret@127.0.0.1:1", prefix)) {
      assertThat(log.failure().orElseThrow())
          .contains("127.0.0.1:1 cannot be reached")
          .doesNotContain("secret");
    }
  }

  @Test
  void aLogThatIsNotThereAtTheStartRefusesUntilItIs() throws Exception {
    try (var own = TestRedis.with("save \"\"")) {
      own.stop();
      try (var log = open(own.uri(), prefix)) {
        var told = new ArrayList<String>();
        log.follow(new Recorder(told));
        assertThat(log.away()).isGreaterThan(Duration.ofDays(1));
        assertThatThrownBy(log::refresh).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> log.holds(Cursor.ORIGIN)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> log.read(Cursor.ORIGIN, EVERYTHING, 10))
            .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> log.append(news("a"))).isInstanceOf(ProblemException.class);

        own.start();
        Logs.await("there", () -> log.failure().isEmpty() && log.away().isZero());
        var event = log.append(news("b"));
        Logs.await("told", () -> told.contains("b"));
        assertThat(told).containsExactly("skipped", "b");
        assertThat(Logs.readAll(log, log.floor())).containsExactly(event);
      }
    }
  }

  @Test
  void whatWasStoredBeforeALateStartIsThereAndNobodyIsToldOfIt() throws Exception {
    try (var own = TestRedis.with("appendonly yes", "appendfsync always")) {
      try (var before = open(own.uri(), prefix)) {
        before.append(news("earlier"));
      }
      own.stop();
      try (var log = open(own.uri(), prefix)) {
        var told = new ArrayList<String>();
        log.follow(new Recorder(told));
        own.start();
        Logs.await("there", () -> log.failure().isEmpty() && log.away().isZero());
        log.append(news("later"));

        Logs.await("told", () -> told.contains("later"));
        assertThat(told).containsExactly("skipped", "later");
        assertThat(Logs.readAll(log, log.floor())).hasSize(2);
      }
    }
  }

  /// @param told the data of events
  private record Recorder(List<String> told) implements EventLog.Follower {
    @Override
    public void stored(TopicEvent event) {
      told.add(event.data());
    }

    @Override
    public void probed(Cursor place) {}

    @Override
    public void skipped(Cursor floor) {
      told.add("skipped");
    }
  }

  @Test
  void aWrongPasswordAndMissingRightsAreSaidAtTheStart() {
    redis.call(Command.ACL, "SETUSER", "poor", "on", ">right", "~*", "+ping");

    assertThatThrownBy(() -> open("redis://poor:wrong@127.0.0.1:" + redis.port(), prefix))
        .hasMessageContaining("does not take the user or the password")
        .hasMessageNotContaining("right");
    assertThatThrownBy(() -> open("redis://poor:right@127.0.0.1:" + redis.port(), prefix))
        .hasMessageContaining("NOPERM");
  }

  /// The rights that docs/clustering.md names.
  @Test
  void aUserWithTheRightsThatAreDocumentedIsEnough() throws Exception {
    redis.call(
        Command.ACL,
        "SETUSER",
        "hub",
        "on",
        ">p%",
        "~" + prefix + "*",
        "-@all",
        "+@read",
        "+@write",
        "+@scripting",
        "+@connection",
        "+time",
        "+wait",
        "+role",
        "-@dangerous",
        "+role");
    try (var log = open("redis://hub:p%25@127.0.0.1:" + redis.port(), prefix)) {
      var event = log.append(news("a"));
      Logs.await("read", () -> log.tip().equals(event.id()));
      log.ledger().put("a", "1", event.time().plusSeconds(3600));
      assertThat(log.ledger().withPrefix("a")).containsEntry("a", "1");
      assertThat(log.topics(null, null, 10).topics()).hasSize(1);
    }
  }

  @Test
  void anothersDataUnderAKeyIsSaidAtTheStart() {
    redis.call(Command.SET, new Keys(prefix).named("index"), "another's");

    assertThatThrownBy(this::open)
        .hasMessageContaining("something else under one of the hub's keys");
  }

  @Test
  void hubsWithDifferentPrefixesDoNotSeeEachOther() throws Exception {
    try (var one = open();
        var other = open(redis.uri(), "other-" + prefix)) {
      var event = one.append(news("a"));
      one.ledger().put("fact", "1", event.time().plusSeconds(3600));
      Logs.await("read", () -> one.tip().equals(event.id()));
      assertThat(other.ledger().find("fact")).isEmpty();
      assertThat(other.topics(null, null, 10).topics()).isEmpty();
      assertThat(other.peers().ask("anything", "")).as("no fellow nodes").isEmpty();
      assertThat(other.read(other.floor(), EVERYTHING, 10))
          .isEqualTo(new Reading.Page(List.of(), other.tip()));
    }
  }

  @Test
  void anEntryThatIsNoEventIsPassedOver() throws Exception {
    try (var log = open()) {
      var first = log.append(news("a"));
      redis.call(Command.XADD, new Keys(prefix).named("events"), "*", "x", "y");
      var second = log.append(news("b"));

      Logs.await("read", () -> log.tip().equals(second.id()));
      assertThat(log.passedOver()).isEqualTo(1);
      assertThat(Logs.readAll(log, log.floor())).containsExactly(first, second);
    }
  }

  @Test
  void anEntryFromTheFutureMovesIdsAndHarmsNothing() throws Exception {
    try (var log = open()) {
      redis.call(Command.XADD, new Keys(prefix).named("events"), "90000000000000-5", "x", "y");
      var event = log.append(news("a"));

      assertThat(event.id().time()).isEqualTo(90_000_000_000_000L);
      assertThat(log.append(news("b")).id()).isGreaterThan(event.id());
    }
  }

  @Test
  void withoutMemoryPublicationsAreRefusedAndReadingGoesOn() throws Exception {
    try (var small = TestRedis.with("save \"\"", "maxmemory 6mb", "maxmemory-policy noeviction");
        var log = open(small.uri(), prefix)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  log.append(news("x".repeat(60_000)));
                }
              })
          .isInstanceOf(ProblemException.class);

      assertThat(log.failure().orElseThrow()).contains("has no memory left");
      assertThat(Logs.readAll(log, log.floor())).isNotEmpty();
      small.call(Command.CONFIG, "SET", "maxmemory", "100mb");
      Logs.await("goes on", () -> log.failure().isEmpty());
      log.append(news("y"));
    }
  }

  @Test
  void aReplicaIsNamedAsWhatItIs() {
    try (var replica = TestRedis.with("save \"\"", "replicaof 127.0.0.1 " + redis.port());
        var log = open(replica.uri(), prefix)) {
      assertThat(log.failure().orElseThrow()).contains("is a replica");
    }
  }

  @Test
  void aRedisThatCannotSaveTakesNoEventsUntilItCan() throws Exception {
    try (var own = TestRedis.with("save 3600 1", "dbfilename dump.rdb");
        var log = open(own.uri(), prefix)) {
      log.append(news("a"));
      // What is to be replaced is a directory that is not empty.
      var obstacle = Files.createDirectories(own.directory().resolve("dump.rdb").resolve("x"));
      own.call(Command.BGSAVE);
      Logs.await("cannot save", () -> persistence(own).contains("rdb_last_bgsave_status:err"));

      assertThatThrownBy(() -> log.append(news("b"))).isInstanceOf(ProblemException.class);
      assertThat(log.failure().orElseThrow()).contains("cannot save to its disk");
      assertThat(Logs.readAll(log, log.floor())).as("reading goes on").hasSize(1);

      Files.delete(obstacle);
      Files.delete(obstacle.getParent());
      own.call(Command.BGSAVE);
      Logs.await("goes on", () -> log.failure().isEmpty());
      log.append(news("c"));
    }
  }

  private static String persistence(TestRedis redis) {
    return new String((byte[]) redis.call(Command.INFO, "persistence"), StandardCharsets.UTF_8);
  }

  @Test
  void aRedisThatWasRolledBackIsAGapAndIdsGoOn() throws Exception {
    try (var own = TestRedis.with("save \"\"");
        var one = open(own.uri(), prefix);
        var other = open(own.uri(), prefix)) {
      var kept = one.append(news("kept"));
      own.call(Command.SAVE);
      var lost = one.append(news("lost"));
      var newest = other.append(news("lost as well"));
      Logs.await("read", () -> one.tip().equals(newest.id()) && other.tip().equals(newest.id()));

      own.kill();
      own.start();
      for (var log : List.of(one, other)) {
        Logs.await("a gap", () -> isGap(log, lost.id()));
        assertThat(log.read(kept.id(), EVERYTHING, 10))
            .as("nothing between is passed over in" + " silence")
            .isInstanceOf(Reading.Gap.class);
      }
      Logs.await("takes events", () -> isTaken(one) && isTaken(other));
      var after = other.append(news("after"));

      assertThat(after.id()).isGreaterThan(newest.id());
      Logs.await("read", () -> one.tip().equals(after.id()) && other.tip().equals(after.id()));
      for (var log : List.of(one, other)) {
        var gap = (Reading.Gap) log.read(newest.id(), EVERYTHING, 10);
        assertThat(Logs.readAll(log, gap.floor())).endsWith(after).doesNotContain(lost, newest);
        var saved = (Reading.Page) log.read(log.floor(), EVERYTHING, 10);
        assertThat(saved.events().stream().map(StoredEvent::event)).containsExactly(kept);
        assertThat(saved.through()).as("up to the gap").isEqualTo(kept.id());
      }
    }
  }

  @Test
  void anEmptyRedisInPlaceOfTheRightOneForAMomentDoesNoLastingHarm() throws Exception {
    try (var own = TestRedis.with("save \"\"");
        var one = open(own.uri(), prefix);
        var other = open(own.uri(), prefix)) {
      var told = new CopyOnWriteArrayList<String>();
      one.follow(new Recorder(told));
      var kept = one.append(news("kept"));
      own.call(Command.SAVE);
      var lost = one.append(news("lost"));
      Logs.await("read", () -> one.tip().equals(lost.id()) && other.tip().equals(lost.id()));

      own.kill();
      var dump = own.directory().resolve("dump.rdb");
      var aside = Files.move(dump, own.directory().resolve("aside"));
      own.start();
      Logs.await("a gap", () -> isGap(one, lost.id()) && isGap(other, lost.id()));
      var between = one.tip();
      own.kill();
      Files.move(aside, dump, StandardCopyOption.REPLACE_EXISTING);
      own.start();
      Logs.await("takes events", () -> isTaken(one) && isTaken(other));
      var last = other.append(news("last"));

      Logs.await("read", () -> one.tip().equals(last.id()) && other.tip().equals(last.id()));
      Logs.await("told", () -> told.contains("last"));
      for (var log : List.of(one, other)) {
        for (var place : List.of(kept.id(), lost.id(), between)) {
          assertThat(throughGaps(log, place)).as("from " + place).endsWith(last.id());
        }
        assertThat(throughGaps(log, log.floor())).startsWith(kept.id());
      }
    }
  }

  private static boolean isTaken(RedisEventLog log) {
    try {
      log.append(news("x"));
      return true;
    } catch (ProblemException _) {
      return false;
    }
  }

  /// The events that a reader gets who goes on behind each gap.
  private static List<Cursor> throughGaps(RedisEventLog log, Cursor from) {
    var ids = new ArrayList<Cursor>();
    var place = from;
    while (place.isBefore(log.tip())) {
      switch (log.read(place, EVERYTHING, 100)) {
        case Reading.Gap(var floor, _) -> {
          assertThat(floor).as("a gap leads on").isGreaterThan(place);
          place = floor;
        }
        case Reading.Page(var events, var through) -> {
          events.forEach(event -> ids.add(event.event().id()));
          assertThat(through).isGreaterThan(place);
          place = through;
        }
      }
    }
    return ids;
  }

  private static boolean isGap(RedisEventLog log, Cursor place) {
    try {
      return log.read(place, EVERYTHING, 10) instanceof Reading.Gap;
    } catch (ProblemException _) {
      return false;
    }
  }
}
