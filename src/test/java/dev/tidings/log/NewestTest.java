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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Finding the newest of each topic is compared with looking at every event there is.
class NewestTest {

  private static final int PLENTY = 1 << 20;

  private final Path directory;

  NewestTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "40, 2", "900, 3", "5000, 4"})
  void theNewestOfEachTopicThatMatchesIsFoundAsOfAnyPlace(int topics, long seed) {
    var random = new Random(seed);
    try (var log = engine().open(directory)) {
      var all = appendRandom(log, topics, random);

      for (int round = 0; round < 40; round++) {
        var filters = randomFilters(topics, random);
        var asOf = round % 4 == 0 ? log.tip() : all.get(random.nextInt(all.size())).id();

        assertThat(newest(log, filters, asOf))
            .as("as of %s for %s", asOf, filters)
            .isEqualTo(newest(all, filters, asOf));
      }
    }
  }

  @Test
  void aLookIsBoundedHoweverFewMatch() {
    try (var log = engine().open(directory)) {
      publish(log, IntStream.range(0, 3000).mapToObj(i -> "host/" + i + "/load").toList());
      var needle = Logs.append(log, "host/0/needle", "found");
      var filters = TopicFilters.of("*/*/needle");

      var first = log.newest(filters, log.tip(), null);

      assertThat(first.through()).isNotNull();
      assertThat(newest(log, filters, log.tip())).containsExactly(needle);
    }
  }

  @Test
  void topicsThatBeginAlikeAreToldApart() {
    try (var log = engine().open(directory)) {
      publish(
          log, List.of("a", "a/b", "a/b/c", "a-b", "ab", "a/bb", "a!", "ä", "ä/b", "\uD83D\uDE00"));

      assertThat(topics(log, "a")).containsExactly("a");
      assertThat(topics(log, "a/*")).containsExactly("a/b", "a/bb");
      assertThat(topics(log, "a/**", "a", "a/b")).containsExactly("a", "a/b", "a/b/c", "a/bb");
      assertThat(topics(log, "ä/**", "\uD83D\uDE00")).containsExactly("ä/b", "\uD83D\uDE00");
      assertThat(topics(log, "*")).hasSize(6);
      assertThat(topics(log, "**")).hasSize(10);
      assertThat(topics(log, "none", "none/**")).isEmpty();
    }
  }

  @Test
  void anEmptyLogHasNone() {
    try (var log = engine().open(directory)) {
      assertThat(newest(log, Logs.EVERYTHING, log.tip())).isEmpty();
      assertThat(newest(log, Logs.EVERYTHING, Cursor.ORIGIN)).isEmpty();
    }
  }

  @Test
  void whatRetentionHasDroppedIsNotFoundAndNotMissed() throws Exception {
    var clock = new HandClock();
    try (var log =
        engine().open(directory, new Retention(Duration.ofDays(1), 100, PLENTY), clock)) {
      publish(log, IntStream.range(0, 100).mapToObj(i -> "old/" + i).toList());
      var asOf = log.tip();
      var found = log.newest(Logs.EVERYTHING, asOf, null);
      var ids = found.ids().stream().sorted().toList();
      publish(log, IntStream.range(0, 60).mapToObj(i -> "new/" + i).toList());
      Logs.await("retention", () -> log.events(List.of(ids.get(49)), PLENTY).events().isEmpty());

      var page = log.events(ids, PLENTY);

      assertThat(found.through()).isNull();
      assertThat(ids).hasSize(100);
      assertThat(page.through()).isEqualTo(ids.getLast());
      assertThat(page.events()).hasSizeBetween(30, 50);
      assertThat(page.events().getLast().id()).isEqualTo(ids.getLast());
      assertThat(newest(log, Logs.EVERYTHING, asOf)).hasSameSizeAs(page.events());
      assertThat(newest(log, TopicFilters.of("new/*"), asOf)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void readingEventsEndsOnceThereIsEnough(int bytes) {
    try (var log = engine().open(directory)) {
      var events =
          Stream.of("a", "b", "c")
              .map(topic -> Logs.append(log, topic, "x".repeat(60_000)))
              .toList();
      var ids = events.stream().map(TopicEvent::id).toList();

      var page = log.events(ids, bytes);

      assertThat(page.events()).hasSize(bytes == 0 ? 1 : 2);
      assertThat(page.through()).isEqualTo(page.events().getLast().id());
    }
  }

  private static List<String> topics(EventLog log, String... filters) {
    return newest(log, TopicFilters.of(filters), log.tip()).stream()
        .map(event -> event.topic().value())
        .sorted()
        .toList();
  }

  /// As a reader finds them, look by look.
  private static List<TopicEvent> newest(EventLog log, TopicFilters filters, Cursor asOf) {
    var ids = new ArrayList<Cursor>();
    var found = log.newest(filters, asOf, null);
    ids.addAll(found.ids());
    while (found.through() != null) {
      found = log.newest(filters, asOf, found.through());
      ids.addAll(found.ids());
    }
    ids.sort(null);
    return ids.isEmpty()
        ? List.of()
        : log.events(ids, PLENTY).events().stream().map(StoredEvent::event).toList();
  }

  private static List<TopicEvent> newest(List<TopicEvent> all, TopicFilters filters, Cursor asOf) {
    var newest = new HashMap<Topic, TopicEvent>();
    all.stream()
        .filter(event -> !event.id().isAfter(asOf) && filters.matches(event.topic()))
        .forEach(event -> newest.put(event.topic(), event));
    return sorted(newest.values());
  }

  private static List<TopicEvent> sorted(Collection<TopicEvent> events) {
    return events.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
  }

  private static List<TopicEvent> appendRandom(EventLog log, int topics, Random random) {
    return publish(
        log, Stream.generate(() -> topic(random.nextInt(topics))).limit(2L * topics + 50).toList());
  }

  private static List<TopicEvent> publish(EventLog log, List<String> topics) {
    var events = new ArrayList<TopicEvent>();
    for (int i = 0; i < topics.size(); i += 500) {
      var some = topics.subList(i, Math.min(i + 500, topics.size()));
      events.addAll(
          log.append(
              some.stream().map(name -> Publication.text(new Topic(name), "of " + name)).toList()));
    }
    return events;
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
    return TopicFilters.of(
        Stream.generate(() -> randomFilter(topics, random)).limit(1 + random.nextInt(4)).toList());
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
}
