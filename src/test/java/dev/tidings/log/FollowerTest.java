package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {

  private final EventLog log;

  FollowerTest(@TempDir Path directory) {
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

  /// Remembers what it was told; takes the first only once it is let.
  private static final class Listener implements EventLog.Follower {

    private final CountDownLatch gate;
    private final Duration linger;
    private final List<TopicEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final LinkedBlockingQueue<Cursor> probes = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Cursor> skips = new LinkedBlockingQueue<>();

    Listener(CountDownLatch gate) {
      this(gate, Duration.ZERO);
    }

    Listener(Duration linger) {
      this(new CountDownLatch(0), linger);
    }

    private Listener(CountDownLatch gate, Duration linger) {
      this.gate = gate;
      this.linger = linger;
    }

    @Override
    public Duration linger() {
      return linger;
    }

    @Override
    public void stored(TopicEvent event) {
      try {
        gate.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      events.add(event);
    }

    @Override
    public void probed(Cursor place) {
      probes.add(place);
    }

    @Override
    public void skipped(Cursor floor) {
      skips.add(floor);
    }
  }

  @Test
  void manyPublishersGetDistinctIdsAndTheFollowerEachEventOnceInOrder() throws Exception {
    var follower = new Listener(new CountDownLatch(0));
    log.follow(follower);
    var acknowledged = Collections.synchronizedList(new ArrayList<List<Cursor>>());
    var publishers = new ArrayList<Thread>();
    for (int i = 0; i < 50; i++) {
      var topic = "publisher/" + i;
      publishers.add(Thread.ofVirtual().start(() -> acknowledged.add(publish(topic, 100))));
    }
    for (var publisher : publishers) {
      publisher.join();
    }

    assertThat(acknowledged).hasSize(50).allSatisfy(ids -> assertThat(ids).isSorted());
    var ids = acknowledged.stream().flatMap(List::stream).sorted().toList();
    assertThat(ids).doesNotHaveDuplicates().hasSize(5000);
    Logs.await("all followed", () -> follower.events.size() >= 5000);
    assertThat(follower.events).extracting(TopicEvent::id).containsExactlyElementsOf(ids);
    assertThat(Logs.readAll(log, log.floor())).isEqualTo(follower.events);
  }

  /// For half of them at the least: one that is stored before the tail has looked whether that was
  /// all is told of at once.
  @Test
  void whoeverLingersIsToldALittleLaterOfWhatComesSoonAfterAnother() throws Exception {
    var linger = Duration.ofMillis(100);
    var follower = new Listener(linger);
    log.follow(follower);

    var began = System.nanoTime();
    for (int i = 0; i <= 8; i++) {
      var event = Logs.append(log, "news", "event " + i);
      Logs.await("told", () -> follower.events.contains(event));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(linger.multipliedBy(4));
    assertThat(follower.events).hasSize(9);
  }

  @Test
  void afterASilenceOrAProbeNobodyLingers() throws Exception {
    var follower = new Listener(Duration.ofHours(1));
    log.follow(follower);
    assertThat(log.isLingering()).isFalse();

    var place = log.probe();
    Logs.await("probed", () -> follower.probes.contains(place));
    var event = Logs.append(log, "news", "a");

    Logs.await("told", () -> follower.events.contains(event));
    Logs.await("that is all for now", log::isLingering);
  }

  @Test
  void whoeverLingersMissesNothing() throws Exception {
    var follower = new Listener(Duration.ofMillis(1));
    log.follow(follower);

    var all = new ArrayList<>(append(20_000));

    Logs.await("told of all", () -> follower.events.size() >= all.size());
    all.sort(Comparator.comparing(TopicEvent::id));
    assertThat(follower.events).isEqualTo(all);
  }

  private List<Cursor> publish(String topic, int count) {
    var ids = new ArrayList<Cursor>();
    for (int i = 0; i < count; i++) {
      ids.add(Logs.append(log, topic, "event " + i).id());
    }
    return ids;
  }

  @Test
  void aFollowerTooSlowForTheMemoryCatchesUpThroughTheLog() throws Exception {
    var gate = new CountDownLatch(1);
    var follower = new Listener(gate);
    log.follow(follower);

    var all = new ArrayList<>(append(20_000));
    gate.countDown();
    // While it catches up, so that the two ways overlap.
    all.addAll(append(5_000));

    Logs.await("caught up", () -> follower.events.size() >= all.size());
    all.sort(Comparator.comparing(TopicEvent::id));
    assertThat(follower.events).isEqualTo(all);

    var last = Logs.append(log, "news", "handed over in memory again");
    var place = log.probe();
    Logs.await("followed", () -> follower.probes.contains(place));
    assertThat(follower.events).endsWith(last).hasSize(all.size() + 1);
  }

  @Test
  void largeEventsAreReadFromTheLogSoonerThanSmallOnes() throws Exception {
    var gate = new CountDownLatch(1);
    var follower = new Listener(gate);
    var tail = new Tail(log, follower);
    tail.start();
    var large = "x".repeat(1 << 20);
    var marked = "handed over " + large;
    var stored = Logs.appendAll(log, 20, _ -> Publication.text(new Topic("large"), large));
    stored.sort(Comparator.comparing(TopicEvent::id));
    for (var event : stored) {
      // With other data than in the log, to tell where it comes from.
      tail.stored(List.of(new TopicEvent(event.id(), Publication.text(event.topic(), marked))));
    }
    gate.countDown();

    Logs.await("followed", () -> follower.events.size() >= stored.size());
    tail.stop();
    assertThat(follower.events.getFirst().data()).isEqualTo(marked);
    assertThat(follower.events.getLast()).isEqualTo(stored.getLast());
  }

  @Test
  void aFollowerThatRetentionOvertookIsToldSo(@TempDir Path directory) throws Exception {
    var gate = new CountDownLatch(1);
    var follower = new Listener(gate);
    var shortLived = new Retention(Duration.ofDays(1), 1000, 1L << 30);
    try (var small = engine().open(directory, shortLived, InstantSource.system())) {
      small.follow(follower);
      Logs.appendAll(small, 30_000, i -> Publication.text(new Topic("t"), "x" + i));
      gate.countDown();

      var last = Logs.append(small, "t", "last");
      Logs.await("gone on", () -> follower.events.contains(last));
      // Once at least: what is over the retention is dropped after it was acknowledged.
      var skips = List.copyOf(follower.skips);
      assertThat(skips).isNotEmpty().isSorted().doesNotHaveDuplicates();
      assertThat(skips.getLast()).isLessThanOrEqualTo(small.floor());
      assertThat(follower.events)
          .filteredOn(event -> event.id().isAfter(skips.getLast()))
          .hasSizeGreaterThan(900);
      assertThat(follower.events).extracting(TopicEvent::id).isSorted();
    }
  }

  /// The log may already hold what is still to be handed over.
  @Test
  void whatWasReadFromTheLogIsNotHandedOverASecondTime() throws Exception {
    var follower = new Listener(new CountDownLatch(0));
    var tail = new Tail(log, follower);
    tail.start();
    var all = new ArrayList<>(append(20_000));
    all.sort(Comparator.comparing(TopicEvent::id));

    // Too many at once, hence read from the log, page by page; the last page holds the rest too.
    tail.stored(all.subList(0, 19_990));
    Logs.await("read", () -> follower.events.size() >= all.size());
    tail.stored(all.subList(19_990, all.size()));
    var last = Logs.append(log, "news", "last");
    tail.stored(List.of(last));

    all.add(last);
    Logs.await("handed over", () -> follower.events.contains(last));
    tail.stop();
    assertThat(follower.events).isEqualTo(all);
  }

  @Test
  void noPublisherWaitsForTheFollower() {
    var gate = new CountDownLatch(1);
    var follower = new Listener(gate);
    log.follow(follower);

    var events = List.of(Logs.append(log, "news", "a"), Logs.append(log, "news", "b"));

    assertThat(Logs.readAll(log, log.floor())).isEqualTo(events);
    assertThat(follower.events).isEmpty();
    gate.countDown();
  }

  @Test
  void aProbeComesBehindTheEventsBeforeItAndIsNoEvent() throws Exception {
    var follower = new Listener(new CountDownLatch(0));
    log.follow(follower);

    var event = Logs.append(log, "news", "a");
    var place = log.probe();

    Logs.await("the probe arrives", () -> follower.probes.contains(place));
    assertThat(follower.events).containsExactly(event);
    assertThat(follower.probes).containsExactly(place);
  }

  /// Else a hub that has just begun, or under a burst, would count as one that delivers nothing.
  @Test
  void aProbeOfAFollowerThatHasFallenBehindComesWhenItHasCaughtUp() throws Exception {
    var gate = new CountDownLatch(1);
    var follower = new Listener(gate);
    log.follow(follower);
    append(20_000);
    log.probe();
    var newest = log.probe();
    assertThat(follower.probes).isEmpty();

    gate.countDown();

    Logs.await("the probe arrives", () -> follower.probes.contains(newest));
    assertThat(follower.events).hasSize(20_000);
  }

  private List<TopicEvent> append(int count) throws Exception {
    return Logs.appendAll(log, count, i -> Publication.text(new Topic("t/" + i % 100), "x" + i));
  }
}
