package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Retention;
import dev.tidings.log.RocksDbConfig;
import dev.tidings.log.RocksDbEventLog;
import dev.tidings.log.StoredEvent;
import dev.tidings.system.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SnapshotTest {

  private static final TopicFilters EVERYTHING = TopicFilters.of("**");
  private static final int MANY = 3000;
  private static final int MOST_KEPT = 2 * MANY;

  private final EventLog log;
  private final List<Snapshot> begun = new ArrayList<>();

  SnapshotTest(@TempDir Path directory) {
    log =
        RocksDbEventLog.open(
            new RocksDbConfig(directory, Duration.ofSeconds(1)),
            new Retention(Duration.ofDays(1), MOST_KEPT, 1L << 30),
            new IdempotencyConfig(Duration.ofMinutes(10), MANY),
            InstantSource.system());
  }

  @AfterEach
  void close() {
    begun.forEach(Snapshot::close);
    log.close();
  }

  @Test
  void theNewestOfEachTopicComesOnceInTheOrderOfIds() {
    publish("old", MANY);
    var newest = publish("new", MANY);

    assertThat(rest(snapshot())).isEqualTo(newest);
  }

  @Test
  void moreThanIsHeldAtOnceIsLookedForAgain() {
    var newest = publish("new", MANY);

    assertThat(rest(begin(Snapshot.first(log, EVERYTHING, log.tip(), 700)))).isEqualTo(newest);
  }

  @Test
  void whatIsPublishedMeanwhileDoesNotDisturbIt() {
    var newest = publish("new", MANY);
    var snapshot = snapshot();

    var events = new ArrayList<TopicEvent>();
    for (int i = 0; i < 5; i++) {
      events.addAll(step(snapshot));
      publish("later", 500);
    }
    events.addAll(rest(snapshot));

    assertThat(events).isEqualTo(newest);
  }

  @Test
  void whatRetentionDropsMeanwhileIsLeftOut() {
    var newest = publish("new", MANY);
    var snapshot = snapshot();
    var events = new ArrayList<TopicEvent>();
    while (events.isEmpty()) {
      events.addAll(step(snapshot));
    }
    var read = events.size();

    publish("later", MANY);
    publish("later", 2000);
    awaitDropped(newest.get(1500).id());
    events.addAll(rest(snapshot));

    assertThat(events).startsWith(newest.subList(0, read).toArray(TopicEvent[]::new));
    assertThat(events.size()).isLessThan(MANY - 500);
    assertThat(events).endsWith(newest.subList(2500, MANY).toArray(TopicEvent[]::new));
  }

  @Test
  void behindAPlaceItIsOfWhatCameSince() {
    var old = publish("old", MANY);
    var newest = publish("new", 100);

    var snapshot = begin(Snapshot.behind(log, EVERYTHING, old.getLast().id(), log.tip()));

    assertThat(rest(snapshot)).isEqualTo(newest);
  }

  @Test
  void behindAPlaceItEndsWhereRetentionOvertookIt() {
    var newest = publish("new", MANY);
    var snapshot = begin(Snapshot.behind(log, EVERYTHING, log.floor(), log.tip()));
    var events = new ArrayList<TopicEvent>();
    while (events.isEmpty()) {
      events.addAll(step(snapshot));
    }

    publish("later", MANY);
    publish("later", 2000);
    awaitDropped(newest.get(1500).id());

    assertThat(end(snapshot)).isEqualTo(events.getLast().id());
  }

  @Test
  void largeOnesWaitForEachOtherAndSmallOnesDoNot() {
    publish("new", MANY);
    var few = TopicFilters.of("1", "2", "3");
    var running = IntStream.range(0, 4).mapToObj(_ -> snapshot()).toList();
    running.forEach(snapshot -> assertThat(untilPage(snapshot)).isNotEmpty());
    var waiting = snapshot();

    for (int i = 0; i < 4; i++) {
      assertThat(waiting.next()).isEqualTo(new Snapshot.Step.Pending());
    }
    assertThat(rest(begin(Snapshot.first(log, few, log.tip())))).hasSize(3);

    assertThat(rest(running.getFirst())).as("of one that is done").isNotEmpty();
    assertThat(rest(waiting)).hasSize(MANY);
  }

  @Test
  void aStreamThatEndedInItsSnapshotWasNotGivenAllOfIt() throws Exception {
    publish("new", 10);
    var fanOut = FanOuts.of(log, 1);
    var line = new RecordingLine().stalled();
    var stream = open(fanOut, line);
    line.awaitStuck();
    assertThat(first(fanOut, stream).whole()).as("on its way").isFalse();

    stream.end(Departure.REVOKED);
    line.resume();

    Eventually.is("ended", () -> line.written().endsWith("closed"));
    assertThat(first(fanOut, stream)).isEqualTo(new Course.First(log.tip(), false));
    fanOut.stop();
  }

  @Test
  void aStreamThatWasGivenItsSnapshotIsSaidToHaveItAlsoWhenItHasEnded() {
    publish("new", 10);
    var fanOut = FanOuts.of(log, 1);
    var line = new RecordingLine();
    var stream = open(fanOut, line);
    Eventually.is("given", () -> first(fanOut, stream).whole());

    stream.end(Departure.REVOKED);

    Eventually.is("ended", () -> line.written().endsWith("closed"));
    assertThat(first(fanOut, stream).whole()).isTrue();
    fanOut.stop();
  }

  private Subscriber open(FanOut fanOut, Line line) {
    var audience = new Audience(EVERYTHING, Encoding.EVENTS, Duration.ZERO);
    var beginning = new Subscription.Beginning(log.tip(), null, log.tip());
    var stream = fanOut.subscribe(new Subscription(Holder.SELF, audience, beginning), line);
    stream.open();
    return stream;
  }

  private static Course.First first(FanOut fanOut, Subscriber stream) {
    return Objects.requireNonNull(fanOut.course(stream.id()).orElseThrow().snapshot());
  }

  private void awaitDropped(Cursor id) {
    Eventually.is("dropped", () -> log.events(List.of(id), 1).events().isEmpty());
  }

  private Snapshot snapshot() {
    return begin(Snapshot.first(log, EVERYTHING, log.tip()));
  }

  private Snapshot begin(Snapshot snapshot) {
    begun.add(snapshot);
    return snapshot;
  }

  /// One to each of so many topics.
  private List<TopicEvent> publish(String data, int topics) {
    return log.append(
        IntStream.range(0, topics)
            .mapToObj(i -> Publication.text(new Topic(Integer.toString(i)), data))
            .toList());
  }

  private static List<TopicEvent> step(Snapshot snapshot) {
    return snapshot.next() instanceof Snapshot.Step.Page(var page, _) ? events(page) : List.of();
  }

  private static List<TopicEvent> untilPage(Snapshot snapshot) {
    var events = step(snapshot);
    while (events.isEmpty()) {
      events = step(snapshot);
    }
    return events;
  }

  private static List<TopicEvent> rest(Snapshot snapshot) {
    var events = new ArrayList<TopicEvent>();
    while (true) {
      switch (snapshot.next()) {
        case Snapshot.Step.Page(var page, _) -> events.addAll(events(page));
        case Snapshot.Step.Pending() -> {}
        case Snapshot.Step.End(_) -> {
          return events;
        }
      }
    }
  }

  private static Cursor end(Snapshot snapshot) {
    while (true) {
      if (snapshot.next() instanceof Snapshot.Step.End(var through)) {
        return through;
      }
    }
  }

  private static List<TopicEvent> events(List<StoredEvent> page) {
    return page.stream().map(StoredEvent::event).toList();
  }
}
