package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilter;
import dev.tidings.event.TopicFilters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reading is compared with looking at every event there is.
class ReadingTest {

  private static final int BIG = 100 << 10;

  private final Path directory;

  ReadingTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  /// Up to 64 topics are merged, more are scanned for; a few topics are found in either case.
  @ParameterizedTest
  @CsvSource({"20, 1", "60, 2", "300, 3", "300, 4"})
  void aReadGivesWhatMatchesBehindTheCursorInOrder(int topics, long seed) throws Exception {
    var random = new Random(seed);
    try (var log = engine().open(directory)) {
      var all = appendRandom(log, topics, random);

      for (int round = 0; round < 60; round++) {
        var filters = randomFilters(topics, random);
        var after = randomPlace(log, all, random);
        var limit = random.nextBoolean() ? 1 + random.nextInt(5) : 1 + random.nextInt(2000);

        assertThat(Logs.readAll(log, after, filters, limit))
            .as("behind %s for %s, %d at a time", after, filters, limit)
            .isEqualTo(behind(after, filters, all));
      }
    }
  }

  private static List<TopicEvent> appendRandom(EventLog log, int topics, Random random)
      throws Exception {
    var publications = new ArrayList<Publication>();
    for (int i = 0; i < 1500; i++) {
      var data = random.nextInt(100) == 0 ? "x".repeat(BIG) : "event " + i;
      publications.add(Publication.text(new Topic(topic(random.nextInt(topics))), data));
    }
    return Logs.appendAll(log, publications.size(), publications::get).stream()
        .sorted(Comparator.comparing(TopicEvent::id))
        .toList();
  }

  private static List<TopicEvent> behind(Cursor after, TopicFilters filters, List<TopicEvent> all) {
    return all.stream()
        .filter(event -> event.id().isAfter(after))
        .filter(event -> filters.matches(event.topic()))
        .toList();
  }

  /// Some a prefix of others, and of different depths.
  private static String topic(int number) {
    return switch (number % 4) {
      case 0 -> "t" + number;
      case 1 -> "t" + (number - 1) + "/x";
      case 2 -> "t/" + number;
      default -> "t/" + number + "/x";
    };
  }

  private static TopicFilters randomFilters(int topics, Random random) {
    return new TopicFilters(
        Stream.generate(() -> new TopicFilter(randomFilter(topics, random)))
            .limit(1 + random.nextInt(3))
            .toList());
  }

  private static String randomFilter(int topics, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "**";
      case 1 -> "*";
      case 2 -> "*/x";
      case 3 -> "t/**";
      case 4 -> "t/*/x";
      case 5 -> "none/**";
      default -> topic(random.nextInt(topics));
    };
  }

  private static Cursor randomPlace(EventLog log, List<TopicEvent> all, Random random) {
    var id = all.get(random.nextInt(all.size())).id();
    return switch (random.nextInt(4)) {
      case 0 -> log.floor();
      case 1 -> log.before(id.instant());
      default -> id;
    };
  }

  @Test
  void aLongScanThatFindsNothingGetsOnAndFindsWhatComesLast() throws Exception {
    try (var log = engine().open(directory)) {
      Logs.appendAll(
          log, 17_000, i -> Publication.text(new Topic("host/" + i % 300 + "/load"), ""));
      var needle = Logs.append(log, "host/7/needle", "found");
      var filters = TopicFilters.of("*/*/needle");

      var first = Logs.page(log.read(log.floor(), filters, 10));

      assertThat(first.events()).as("a read is bounded").isEmpty();
      assertThat(first.through()).isLessThan(log.tip());
      assertThat(Logs.readAll(log, log.floor(), filters, 10)).containsExactly(needle);
    }
  }

  @ParameterizedTest
  @CsvSource({"**", "big"})
  void aPageIsBoundedInBytes(String filter) throws Exception {
    try (var log = engine().open(directory)) {
      var events =
          Logs.appendAll(log, 20, i -> Publication.text(new Topic("big"), i + "x".repeat(BIG)));

      var page = Logs.page(log.read(log.floor(), TopicFilters.of(filter), 1000));

      assertThat(page.events()).hasSizeBetween(2, 4);
      assertThat(Logs.readAll(log, log.floor(), TopicFilters.of(filter), 1000))
          .hasSameSizeAs(events);
    }
  }
}
