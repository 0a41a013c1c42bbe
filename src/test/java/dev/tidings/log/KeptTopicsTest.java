package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which topics there are, and how much is kept of each.
class KeptTopicsTest {

  private final Path directory;

  KeptTopicsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  private static List<KeptTopic> all(EventLog log, int limit) {
    var all = new ArrayList<KeptTopic>();
    @Nullable Topic behind = null;
    @Nullable KeptTopic begun = null;
    while (true) {
      var look = log.topics(behind, begun, limit);
      assertThat(look.topics()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(look.topics());
      if (look.isLast()) {
        return all;
      }
      behind = all.isEmpty() ? null : all.getLast().topic();
      begun = look.begun();
    }
  }

  private static void publish(EventLog log, String topic, int count) {
    for (int start = 0; start < count; start += EventLog.MOST_AT_ONCE) {
      log.append(
          IntStream.range(start, Math.min(count, start + EventLog.MOST_AT_ONCE))
              .mapToObj(number -> Publication.text(new Topic(topic), "" + number))
              .toList());
    }
  }

  @Test
  void anEmptyLogHasNone() {
    try (var log = engine().open(directory)) {
      assertThat(log.topics(null, null, 10)).isEqualTo(new KeptTopics(List.of(), null, true));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void eachTopicIsCountedOnceHoweverManyAreAskedFor(int limit) {
    try (var log = engine().open(directory)) {
      var topics = List.of("a", "a!", "a-b", "a/b", "a/b/c", "ab", "ä");
      for (int i = 0; i < topics.size(); i++) {
        publish(log, topics.get(i), i + 1);
      }
      publish(log, "big", 10_000);

      var counts =
          all(log, limit).stream().map(kept -> kept.topic().value() + " " + kept.events()).toList();

      assertThat(counts)
          .containsExactly("a 1", "a! 2", "a-b 3", "a/b 4", "a/b/c 5", "ab 6", "big 10000", "ä 7");
    }
  }

  @Test
  void theNewestIsTheLastOfItsTopic() {
    try (var log = engine().open(directory)) {
      var newest =
          List.of("b", "a", "b", "c", "a").stream()
              .map(topic -> Logs.append(log, topic, "x"))
              .collect(Collectors.toMap(TopicEvent::topic, TopicEvent::id, (_, last) -> last));

      assertThat(all(log, 10))
          .allSatisfy(kept -> assertThat(kept.newest()).isEqualTo(newest.get(kept.topic())))
          .hasSize(3);
    }
  }

  @Test
  void aLookIsBoundedHoweverManyEventsATopicHas() {
    try (var log = engine().open(directory)) {
      publish(log, "big", 10_000);

      var look = log.topics(null, null, 10);

      assertThat(look.topics()).isEmpty();
      assertThat(look.isLast()).isFalse();
      assertThat(look.begun()).isNotNull();
    }
  }
}
