package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.problem.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several publications in one append.
class BatchAppendTest {

  private final Path directory;
  private EventLog log;

  BatchAppendTest(@TempDir Path directory) {
    this.directory = directory;
    this.log = engine().open(directory);
  }

  /// Of the log that is tested; also called while this is being made.
  Engine engine() {
    return Engine.ROCKSDB;
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static List<Publication> batch(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Publication.text(new Topic("t/" + i % 3), name + "/" + i))
        .toList();
  }

  @Test
  void eventsAreStoredInTheOrderOfThePublicationsOneRightBehindTheOther() {
    var before = Logs.append(log, "t", "before");
    var publications = batch("a", 100);

    var events = log.append(publications);

    assertThat(events).extracting(TopicEvent::publication).isEqualTo(publications);
    assertThat(events.getFirst().id()).isGreaterThan(before.id());
    assertThatIdsAreConsecutive(events);
    assertThat(Logs.readAll(log, before.id())).isEqualTo(events);
    assertThat(log.tip()).isEqualTo(events.getLast().id());
  }

  private static void assertThatIdsAreConsecutive(List<TopicEvent> events) {
    var first = events.getFirst().id();
    assertThat(events)
        .extracting(TopicEvent::id)
        .isEqualTo(
            IntStream.range(0, events.size())
                .mapToObj(i -> new Cursor(first.time(), first.sequence() + i))
                .toList());
  }

  @Test
  void aBatchIsKeptOverARestart() {
    var floor = log.floor();
    var events = log.append(batch("a", EventLog.MOST_AT_ONCE));
    log.close();
    log = engine().open(directory);

    assertThat(Logs.readAll(log, floor)).isEqualTo(events);
  }

  @Test
  void nothingComesBetweenTheEventsOfABatchHoweverManyPublish() throws Exception {
    var followed = Collections.synchronizedList(new ArrayList<TopicEvent>());
    log.follow(new Remembering(followed));
    var appends = new ArrayList<Callable<List<TopicEvent>>>();
    for (int i = 0; i < 200; i++) {
      var name = "b" + i;
      appends.add(() -> log.append(batch(name, 50)));
      appends.add(() -> List.of(Logs.append(log, "t", name)));
      appends.add(
          () -> {
            log.probe();
            return List.of();
          });
    }
    var acknowledged = new ArrayList<TopicEvent>();
    try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var append : publishers.invokeAll(appends)) {
        if (!append.get().isEmpty()) {
          assertThatIdsAreConsecutive(append.get());
          acknowledged.addAll(append.get());
        }
      }
    }

    acknowledged.sort(Comparator.comparing(TopicEvent::id));
    assertThat(acknowledged).hasSize(200 * 51);
    assertThat(Logs.readAll(log, log.floor())).isEqualTo(acknowledged);
    Logs.await("followed", () -> followed.size() == acknowledged.size());
    assertThat(followed).isEqualTo(acknowledged);
  }

  /// As many bytes as the sequencer lets wait, and more events than it and the tail do.
  @Test
  void batchesOfTheLargestSizeAreTakenAtTheSameTime() throws Exception {
    var followed = Collections.synchronizedList(new ArrayList<TopicEvent>());
    log.follow(new Remembering(followed));
    var large = Collections.nCopies(8, Publication.text(new Topic("large"), "x".repeat(1 << 20)));
    var many = batch("many", EventLog.MOST_AT_ONCE);
    var appends = new ArrayList<Callable<List<TopicEvent>>>();
    for (int i = 0; i < 4; i++) {
      appends.add(() -> log.append(large));
      appends.add(() -> log.append(many));
    }
    try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var append : publishers.invokeAll(appends)) {
        append.get();
      }
    }

    var stored = 4 * (large.size() + many.size());
    Logs.await("followed", () -> followed.size() == stored);
    assertThat(followed).extracting(TopicEvent::id).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aPublicationOfTheLargestSizeIsTaken() {
    var event = Logs.append(log, "t", "x".repeat(16 << 20));

    assertThat(Logs.readAll(log, log.floor())).containsExactly(event);
  }

  @Test
  void anEmptyBatchIsNone() {
    var tip = log.tip();

    assertThat(log.append(List.of())).isEmpty();
    assertThat(log.tip()).isEqualTo(tip);
  }

  @Test
  void whatIsClosedTakesNoBatch() {
    log.close();

    assertThatThrownBy(() -> log.append(batch("a", 2))).isInstanceOf(ProblemException.class);
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
