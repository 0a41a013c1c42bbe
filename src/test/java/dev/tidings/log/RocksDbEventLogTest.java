package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.event.TraceContext;
import dev.tidings.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocksDbEventLogTest {

  private final Path directory;
  private final HandClock clock = new HandClock();
  private EventLog log;

  RocksDbEventLogTest(@TempDir Path directory) {
    this.directory = directory;
    this.log = engine().open(directory, Logs.ROOMY, clock);
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void restart() {
    log.close();
    log = engine().open(directory, Logs.ROOMY, clock);
  }

  @Test
  void anIdIsTheTimeAndASequenceWithinIt() {
    clock.advance(Duration.ofMillis(1));
    var ids = List.of(append("a").id(), append("b").id(), append("c").id());

    var time = clock.millis();
    assertThat(ids).containsExactly(new Cursor(time, 0), new Cursor(time, 1), new Cursor(time, 2));
  }

  @Test
  void idsAscendOverRestartsAndClocksThatStepBack() {
    var ids = new ArrayList<Cursor>();
    for (int step : new int[] {0, 5, -3600_000, 1, 0, 7200_000, -10_000_000}) {
      clock.advance(Duration.ofMillis(step));
      ids.add(append("before").id());
      restart();
      ids.add(append("after").id());
      ids.add(log.probe());
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(log.tip()).isEqualTo(ids.getLast());
  }

  @Test
  void everythingOfAnEventIsKeptOverARestart() {
    var publication =
        new Publication(
            new Topic("ä/日"),
            new EventType("😀".repeat(63)),
            Duration.ofDays(1),
            "application/" + "x".repeat(238) + "+json",
            "\ufeff\"a\0\r\n😀\"",
            new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=b"));
    var event = log.append(publication);
    var plain = append("");

    restart();

    assertThat(Logs.readAll(log, log.floor())).containsExactly(event, plain);
  }

  @Test
  void aNewLogIsEmptyAndHasItsBeginningAsItsFloor() {
    assertThat(log.floor()).isEqualTo(new Cursor(clock.millis(), 0)).isEqualTo(log.tip());
    assertThat(log.read(log.tip(), Logs.EVERYTHING, 10))
        .isEqualTo(new Reading.Page(List.of(), log.tip()));
    assertThat(log.gap()).isEqualTo(new Reading.Gap(log.floor(), log.floor()));
  }

  @Test
  void theFloorStaysAndTheTipMovesWhereNothingIsDropped() {
    var beginning = log.floor();
    clock.advance(Duration.ofMinutes(1));
    var event = append("a");
    restart();

    assertThat(log.floor()).isEqualTo(beginning);
    assertThat(log.tip()).isEqualTo(event.id());
    assertThat(log.gap()).isEqualTo(new Reading.Gap(beginning, event.id()));
  }

  @Test
  void aPlaceBeforeTheBeginningOrAheadOfTheTipIsAGap() {
    var event = append("a");
    var gap = new Reading.Gap(log.floor(), event.id());

    for (var place : List.of(Cursor.ORIGIN, new Cursor(log.floor().time() - 1, 99))) {
      assertThat(log.read(place, Logs.EVERYTHING, 10)).isEqualTo(gap);
    }
    for (var place : List.of(new Cursor(log.tip().time(), 99), new Cursor(Long.MAX_VALUE, 0))) {
      assertThat(log.read(place, Logs.EVERYTHING, 10)).isEqualTo(gap);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"**", "news"})
  void aPlaceThatWasNeverGivenOutIsReadBehindAllTheSame(String filter) {
    append("a");
    clock.advance(Duration.ofSeconds(1));
    var next = append("b");
    var filters = TopicFilters.of(filter);

    for (var sequence : List.of(7L, Long.MAX_VALUE)) {
      var between = new Cursor(next.id().time() - 1, sequence);
      assertThat(Logs.readAll(log, between, filters, 10)).containsExactly(next);
    }
  }

  @Test
  void aProbeMovesTheTipAndLeavesNothingBehind() {
    var first = append("a");
    var place = log.probe();
    assertThat(log.tip()).isEqualTo(place);
    assertThat(place).isGreaterThan(first.id());
    var second = append("b");

    restart();

    assertThat(Logs.readAll(log, log.floor())).containsExactly(first, second);
    assertThat(Logs.readAll(log, place)).containsExactly(second);
    assertThat(log.read(place, Logs.EVERYTHING, 1)).isInstanceOf(Reading.Page.class);
  }

  @Test
  void timesLeadToThePlaceBeforeThem() {
    var start = HandClock.START;
    clock.set(start.plusMillis(10));
    var early = append("early");
    clock.set(start.plusMillis(20));
    append("late");
    var late = append("later");

    assertThat(log.before(start)).isEqualTo(log.floor());
    assertThat(log.before(start.plusMillis(5))).isEqualTo(log.floor());
    assertThat(log.before(start.plusMillis(10))).isEqualTo(log.floor());
    assertThat(log.before(start.plusNanos(10_000_001))).isEqualTo(early.id());
    assertThat(log.before(start.plusMillis(20))).isEqualTo(early.id());
    assertThat(log.before(start.plusMillis(21))).isEqualTo(late.id()).isEqualTo(log.tip());
  }

  @Test
  void noTimeIsTooFar() {
    append("a");

    for (var past :
        List.of(Instant.EPOCH, Instant.MIN, Instant.parse("-300000000-01-01T00:00:00Z"))) {
      assertThat(log.before(past)).isEqualTo(log.floor());
    }
    for (var future : List.of(Instant.MAX, Instant.parse("+300000000-01-01T00:00:00Z"))) {
      assertThat(log.before(future)).isEqualTo(log.tip());
    }
  }

  @Test
  void whatIsClosedTakesNothingAndSaysSo() {
    log.close();

    assertThatThrownBy(() -> append("a")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(log::probe).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> log.read(log.tip(), Logs.EVERYTHING, 1))
        .isInstanceOf(ProblemException.class);
    log.close();
  }

  private TopicEvent append(String data) {
    return Logs.append(log, "news", data);
  }
}
