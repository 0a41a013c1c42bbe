package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.system.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FanOutTest {

  /// More than a lane visits in one turn, on however many lanes.
  private static final int MANY = 300;

  private final FanOut fanOut = FanOuts.of(new EmptyLog(), 10 * MANY);

  /// Hundreds of streams end here, and each says so.
  private final Logger log = Logger.getLogger(Subscriber.class.getName());

  private int published;

  @BeforeEach
  void quieten() {
    log.setLevel(Level.WARNING);
  }

  @AfterEach
  void stop() {
    fanOut.stop();
  }

  @Test
  void eachSubscriberOfATopicGetsEachEventOnceAndInOrder() {
    var lines = subscribed(MANY, "news/*");

    publish("news/a", 200);

    assertThat(lines).allSatisfy(line -> hasAll(line, 1, 200));
  }

  @Test
  void whatIsNotAskedForIsNotSent() {
    var sport = subscribed(3, "news/sport");
    var weather = subscribed(3, "news/weather");

    publish("news/sport", 1);
    publish("news/weather", 1);

    assertThat(sport).allSatisfy(line -> hasAll(line, 1, 1));
    assertThat(weather).allSatisfy(line -> hasAll(line, 2, 2));
  }

  @Test
  void aClientThatTakesNothingKeepsNobodyElseWaiting() throws Exception {
    var stuck = new RecordingLine().stalled();
    var before = subscribed(MANY, "news");
    subscribe("news", stuck);
    var behind = subscribed(MANY, "news");

    publish("news", 1);
    stuck.awaitStuck();
    publish("news", 9);

    assertThat(before).allSatisfy(line -> hasAll(line, 1, 10));
    assertThat(behind).allSatisfy(line -> hasAll(line, 1, 10));
    assertThat(stuck.written()).isEmpty();
  }

  @Test
  void aClientThatTakesNothingForAWhileMissesNothing() throws Exception {
    var stuck = new RecordingLine().stalled();
    subscribe("news", stuck);

    publish("news", 1);
    stuck.awaitStuck();
    publish("news", 50);
    stuck.resume();

    hasAll(stuck, 1, 51);
    publish("news", 50);
    hasAll(stuck, 1, 101);
  }

  @Test
  void allOfALaneMayBeStuckAtOnce() throws Exception {
    var stuck = IntStream.range(0, MANY).mapToObj(_ -> new RecordingLine().stalled()).toList();
    stuck.forEach(line -> subscribe("news", line));
    var healthy = subscribed(2, "news");

    publish("news", 3);

    assertThat(healthy).allSatisfy(line -> hasAll(line, 1, 3));
    for (var line : stuck) {
      line.awaitStuck();
      line.resume();
    }
    assertThat(stuck).allSatisfy(line -> hasAll(line, 1, 3));
  }

  @Test
  void whatCameMeanwhileIsWrittenAtOnce() throws Exception {
    var stuck = new RecordingLine().stalled();
    subscribe("news", stuck);
    publish("news", 1);
    stuck.awaitStuck();
    publish("news", 100);

    stuck.resume();

    hasAll(stuck, 1, 101);
    assertThat(stuck.writes()).isLessThanOrEqualTo(3);
  }

  @Test
  void aStreamThatFailsAsNoneShouldIsSentAwayAndTheOthersGoOn() {
    log.setLevel(Level.OFF);
    var broken = IntStream.range(0, 4).mapToObj(_ -> new RecordingLine().broken()).toList();
    broken.forEach(line -> subscribe("news", line));
    var healthy = subscribed(MANY, "news");

    publish("news", 5);

    assertThat(healthy).allSatisfy(line -> hasAll(line, 1, 5));
    for (var line : broken) {
      Eventually.is("sent away", () -> line.written().endsWith("closed"));
      assertThat(line.written()).contains("\"unavailable\"");
    }
    assertThat(fanOut.openStreams()).isEqualTo(MANY);
  }

  @Test
  void subscribersMayLeaveInTheMiddleOfARound() {
    var leaving = subscribed(MANY, "news");
    var staying = subscribed(MANY, "news");

    for (int i = 0; i < MANY; i++) {
      leaving.get(i).leave();
      publish("news", 1);
    }

    assertThat(staying).allSatisfy(line -> hasAll(line, 1, MANY));
    Eventually.is("left", () -> fanOut.openStreams() == MANY);
  }

  @Test
  void subscribersMayComeInTheMiddleOfARound() {
    subscribed(MANY, "news");
    var late = new ArrayList<RecordingLine>();

    for (int i = 1; i <= MANY; i++) {
      publish("news", 1);
      late.addAll(subscribed(1, "news"));
    }
    publish("news", 1);

    for (int i = 1; i <= MANY; i++) {
      hasAll(late.get(i - 1), i + 1, MANY + 1);
    }
  }

  private List<RecordingLine> subscribed(int count, String filter) {
    var lines = IntStream.range(0, count).mapToObj(_ -> new RecordingLine()).toList();
    lines.forEach(line -> subscribe(filter, line));
    return lines;
  }

  private void subscribe(String filter, RecordingLine line) {
    var start = fanOut.position();
    var audience = Audience.of(TopicFilters.of(filter), Encoding.EVENTS);
    var subscription = new Subscription(Holder.SELF, audience, Beginning.at(start));
    fanOut.subscribe(subscription, line).open();
  }

  private void publish(String topic, int count) {
    for (int i = 0; i < count; i++) {
      published++;
      fanOut.stored(
          new TopicEvent(place(published), Publication.text(new Topic(topic), "#" + published)));
    }
  }

  private static Cursor place(int number) {
    return new Cursor(1000, number);
  }

  private static void hasAll(RecordingLine line, int first, int last) {
    var expected = new StringBuilder();
    for (int i = first; i <= last; i++) {
      expected.append("id: 1000-%d\ndata: #%d\n\n".formatted(i, i));
    }
    Eventually.is("all written", () -> line.written().length() >= expected.length());
    assertThat(line.written()).isEqualTo(expected.toString());
  }
}
