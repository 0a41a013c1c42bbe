package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConflatingBroadcasterTest {

  private static final Duration INTERVAL = Duration.ofHours(1);

  private final HandTimer timer = new HandTimer();
  private final Broadcasters broadcasters = new Broadcasters();
  private final ConflatingBroadcaster broadcaster = broadcasters.conflating(INTERVAL, timer);

  @AfterEach
  void close() {
    broadcasters.close();
  }

  @Test
  void ofEachTopicTheNewestIsHandedOnInTheOrderOfIds() {
    broadcast("a", "b", "a", "c", "b", "a");

    assertThat(inChain()).as("before it is time").isEmpty();
    timer.isTime();

    assertThat(inChain()).containsExactly(place(4), place(5), place(6));
  }

  @Test
  void whatComesNextIsHandedOnNextTime() {
    broadcast("a", "b");
    timer.isTime();
    broadcast("b", "b");
    timer.isTime();

    assertThat(inChain()).containsExactly(place(1), place(2), place(4));
  }

  @Test
  void afterAQuietTimeItIsAtOnceAndThenOnceAnInterval() {
    broadcast("a");
    assertThat(timer.delay()).isLessThan(Duration.ofMillis(20));
    timer.isTime();

    broadcast("a");
    assertThat(timer.delay()).isBetween(INTERVAL.minusMinutes(1), INTERVAL);
  }

  @Test
  void whatIsOnItsWayIsWaitedForAMoment() {
    broadcast("a");
    broadcasters.log().getAhead();
    timer.isTime();

    assertThat(inChain()).isEmpty();
    assertThat(timer.delay()).isLessThan(Duration.ofMillis(20));
  }

  @Test
  void whatAHubThatLingersHasNotHandedOnIsNotWaitedFor() {
    broadcast("a");
    broadcasters.log().getAhead();
    broadcasters.log().linger();
    timer.isTime();

    assertThat(inChain()).containsExactly(place(1));
  }

  @Test
  void itIsWokenOnceHoweverMuchIsHeldBack() {
    broadcast("a", "b", "c", "a", "b", "c");

    assertThat(timer.delays).hasSize(1);
  }

  @Test
  void itVouchesForNothingThatIsHeldBack() {
    broadcast("a");
    assertThat(broadcaster.reached()).isEqualTo(place(0));
  }

  @Test
  void whatTheWindowDropsBeforeItIsTimeIsLeftToTheLog() {
    var frames = broadcast("a", "b");
    var before = broadcaster.chain();

    broadcaster.drop(frames.getFirst());
    timer.isTime();

    assertThat(broadcaster.chain()).isNotSameAs(before);
    assertThat(Chain.read(before.newest(), place(0), 1000)).isEmpty();
  }

  @Test
  void whatWasReplacedHasBeenDroppedAlready() {
    var frames = broadcast("a", "b", "a");
    timer.isTime();

    broadcaster.drop(frames.get(0));
    assertThat(inChain()).containsExactly(place(2), place(3));
    broadcaster.drop(frames.get(1));
    assertThat(broadcaster.chain().at(place(0))).isEmpty();
    broadcaster.drop(frames.get(2));
    assertThat(broadcaster.chain().at(place(2))).isEmpty();
  }

  @Test
  void withoutSubscribersItIsNotWokenAnyMore() {
    broadcast("a");
    broadcaster.end();

    assertThat(timer.next).isCancelled();
  }

  private int published;

  private List<Frame> broadcast(String... topics) {
    var frames = new ArrayList<Frame>();
    for (var topic : topics) {
      var frame = Frames.frame(++published, new Topic(topic), "#" + published);
      frames.add(frame);
      broadcaster.broadcast(frame);
    }
    return frames;
  }

  private List<Cursor> inChain() {
    var start = broadcaster.chain().at(place(0)).orElseThrow();
    return Chain.read(start, place(0), Integer.MAX_VALUE).orElseThrow().frames().stream()
        .map(Frame::cursor)
        .toList();
  }

  private static Cursor place(int number) {
    return Frames.place(number);
  }

  /// It is time when the test says so.
  private static final class HandTimer implements ConflatingBroadcaster.Timer {

    private final List<Duration> delays = new ArrayList<>();
    private Runnable task = () -> {};
    private CompletableFuture<Void> next = new CompletableFuture<>();

    @Override
    public Future<?> after(Duration delay, Runnable due) {
      delays.add(delay);
      task = due;
      next = new CompletableFuture<>();
      return next;
    }

    Duration delay() {
      return delays.getLast();
    }

    void isTime() {
      task.run();
    }
  }
}
