package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  private static final Duration LONG = Duration.ofDays(1);

  private final Path directory;
  private final HandClock clock = new HandClock();

  RetentionTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  @Test
  void whatIsOverTheNumberIsDroppedOldestFirst() throws Exception {
    try (var log = open(new Retention(LONG, 100, 1L << 30))) {
      var all = append(log, 1000, "x");

      Logs.await("trimmed", () -> kept(log).size() <= 110);
      assertThat(kept(log)).hasSizeBetween(100, 110).isEqualTo(newest(all, kept(log).size()));
    }
  }

  @Test
  void whatIsOverTheBytesIsDroppedOldestFirst() throws Exception {
    try (var log = open(new Retention(LONG, 1_000_000, 100_000))) {
      var all = append(log, 400, "é".repeat(500));

      Logs.await("trimmed", () -> kept(log).size() <= 110);
      assertThat(kept(log)).hasSizeBetween(100, 110).isEqualTo(newest(all, kept(log).size()));
    }
  }

  @Test
  void whatIsTooOldIsDroppedEvenIfNobodyPublishes() throws Exception {
    try (var log = open(new Retention(Duration.ofMinutes(10), 1000, 1L << 30))) {
      append(log, 5, "old");
      clock.advance(Duration.ofMinutes(5));
      var young = append(log, 5, "young");
      assertThat(kept(log)).hasSize(10);

      clock.advance(Duration.ofMinutes(6));

      Logs.await("trimmed", () -> kept(log).size() <= 5);
      assertThat(kept(log)).isEqualTo(young);
    }
  }

  @Test
  void aLogWhoseEventsAllGrewOldIsEmptyAndReadableAtItsTip() throws Exception {
    try (var log = open(new Retention(Duration.ofMinutes(10), 1000, 1L << 30))) {
      var last = append(log, 5, "old").getLast();

      clock.advance(Duration.ofMinutes(11));

      Logs.await("trimmed", () -> log.floor().equals(last.id()));
      assertThat(log.read(log.tip(), Logs.EVERYTHING, 1))
          .isEqualTo(new Reading.Page(List.of(), log.tip()));
      assertThat(log.gap()).isEqualTo(new Reading.Gap(last.id(), last.id()));
    }
  }

  @Test
  void aPlaceThatRetentionOvertookIsAGapAndTheFloorIsNot() throws Exception {
    try (var log = open(new Retention(LONG, 10, 1L << 30))) {
      var all = append(log, 100, "x");
      Logs.await("trimmed", () -> kept(log).size() <= 10);
      var oldest = kept(log).getFirst().id();
      var dropped = all.get(all.size() - kept(log).size() - 1).id();

      assertThat(log.floor()).isEqualTo(dropped);
      assertThat(log.read(dropped, Logs.EVERYTHING, 1)).isInstanceOf(Reading.Page.class);
      for (var lost : List.of(all.getFirst().id(), all.get(50).id(), Cursor.ORIGIN)) {
        assertThat(log.read(lost, Logs.EVERYTHING, 1)).isEqualTo(new Reading.Gap(dropped, oldest));
        assertThat(log.read(lost, TopicFilters.of("quiet"), 1)).isInstanceOf(Reading.Gap.class);
      }
    }
  }

  @Test
  void nothingIsDroppedWithinTheBounds() throws Exception {
    try (var log = open(new Retention(LONG, 100, 1L << 30))) {
      var beginning = log.floor();
      var all = append(log, 100, "x");
      clock.advance(Duration.ofHours(23));
      log.probe();

      assertThat(log.floor()).isEqualTo(beginning);
      assertThat(kept(log)).isEqualTo(all);
    }
  }

  @Test
  void anEventLargerThanAllThatIsKeptHarmsNothing() throws Exception {
    try (var log = open(new Retention(LONG, 100, 10))) {
      Logs.append(log, "news", "x".repeat(1000));
      Logs.await("trimmed", () -> kept(log).isEmpty());
      var small = Logs.append(log, "news", "small");

      assertThat(kept(log)).containsExactly(small);
    }
  }

  @Test
  void aSmallerRetentionCountsFromTheNextStart() throws Exception {
    List<TopicEvent> all;
    try (var log = open(new Retention(LONG, 1000, 1L << 30))) {
      all = append(log, 300, "x");
    }
    try (var log = open(new Retention(LONG, 100, 1L << 30))) {
      Logs.await("trimmed", () -> kept(log).size() <= 110);
      assertThat(kept(log)).hasSizeBetween(100, 110).isEqualTo(newest(all, kept(log).size()));
    }
  }

  /// Many at once are dropped by ranges, few one by one: of a busy topic and of quiet ones.
  @Test
  void whatIsDroppedInBulkIsDroppedFromTheOrderAndFromEveryTopicAndNothingElseIs()
      throws Exception {
    var retention = new Retention(Duration.ofMinutes(10), 1000, 1L << 30);
    Cursor last;
    try (var log = open(retention)) {
      var all = new ArrayList<TopicEvent>();
      for (int i = 0; i < 20; i++) {
        all.addAll(log.append(busyAndQuiet()));
      }

      Logs.await("trimmed", () -> kept(log).size() <= 1050);
      var kept = kept(log);
      assertThat(kept).hasSizeGreaterThanOrEqualTo(1000).isEqualTo(newest(all, kept.size()));
      for (var topic : List.of("busy", "quiet/0", "quiet/9")) {
        assertThat(Logs.readAll(log, log.floor(), TopicFilters.of(topic), 100))
            .isEqualTo(kept.stream().filter(e -> e.topic().value().equals(topic)).toList());
      }
      last = all.getLast().id();
      clock.advance(Duration.ofMinutes(11));
      Logs.await("empty", () -> log.floor().equals(last));
    }
    // An open log was found to be empty in both of its indexes.
    try (var log = open(retention)) {
      assertThat(log.tip()).isGreaterThanOrEqualTo(last);
      assertThat(kept(log)).isEmpty();
    }
  }

  private static List<Publication> busyAndQuiet() {
    return IntStream.range(0, 500)
        .mapToObj(i -> i % 50 == 7 ? "quiet/" + i / 50 : "busy")
        .map(topic -> Publication.text(new Topic(topic), "x"))
        .toList();
  }

  private EventLog open(Retention retention) {
    return engine().open(directory, retention, clock);
  }

  private static List<TopicEvent> append(EventLog log, int count, String data) {
    var events = new ArrayList<TopicEvent>();
    for (int i = 0; i < count; i++) {
      events.add(log.append(Publication.text(new Topic("t/" + i % 7), data)));
    }
    return events;
  }

  /// All there is, from the floor on, which may move meanwhile.
  private static List<TopicEvent> kept(EventLog log) {
    while (true) {
      if (log.read(log.floor(), Logs.EVERYTHING, 2000) instanceof Reading.Page(var events, _)) {
        return events.stream().map(StoredEvent::event).toList();
      }
    }
  }

  private static List<TopicEvent> newest(List<TopicEvent> all, int count) {
    return all.subList(all.size() - count, all.size());
  }
}
