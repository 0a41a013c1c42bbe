package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.system.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TallyTest {

  private final FanOut fanOut =
      FanOuts.of(new EmptyLog(), 100, FanOuts.config(Duration.ZERO, FanOuts.WINDOW, Duration.ZERO));

  private final Tally tally = fanOut.tally();
  private int published;

  @AfterEach
  void stop() {
    fanOut.stop();
  }

  @Test
  void eachEventCountsForEachStreamItIsWrittenTo() {
    var lines = List.of(new RecordingLine(), new RecordingLine());
    lines.forEach(line -> open(fanOut.position(), line));

    publish();
    publish();

    Eventually.is("delivered", () -> tally.deliveries() == 4);
    Eventually.is("counted", () -> tally.bytes() == written(lines));
    assertThat(tally.replaysFromMemory()).isZero();
    assertThat(tally.replaysFromLog()).isZero();
  }

  private static long written(List<RecordingLine> lines) {
    return lines.stream()
        .mapToLong(line -> line.written().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  @Test
  void whatLayBehindTheCursorInMemoryIsOneReplay() {
    open(fanOut.position(), new RecordingLine());
    var before = fanOut.position();
    publish();
    publish();

    open(before, new RecordingLine());
    publish();

    Eventually.is("delivered", () -> tally.deliveries() == 6);
    assertThat(tally.replaysFromMemory()).isEqualTo(1);
  }

  @Test
  void streamsAreCountedAsTheyOpenAndByWhyTheyEnd() {
    var stream = open(fanOut.position(), new RecordingLine());
    assertThat(fanOut.state().open()).containsOnly(Map.entry(SSE, 1));

    stream.end(Departure.REPLACED);

    Eventually.is("ended", () -> tally.closedBecause(Departure.REPLACED) == 1);
    assertThat(tally.openedOf(SSE)).isEqualTo(1);
    assertThat(tally.closedBecause(Departure.GONE)).isZero();
    assertThat(fanOut.state().open()).isEmpty();
  }

  @Test
  void aClientThatTakesNothingIsSlowAndLags() throws InterruptedException {
    var line = new RecordingLine().stalled();
    open(fanOut.position(), line);
    publish();
    line.awaitStuck();

    Eventually.is("slow", () -> fanOut.state().slow() == 1);
    assertThat(fanOut.state().longestLag()).isPositive();
    line.resume();
    Eventually.is("caught up", () -> fanOut.state().longestLag().isZero());
  }

  @Test
  void howLongADeliveryTookIsSampled() {
    var samples = Collections.synchronizedList(new ArrayList<Long>());
    tally.tellLatenciesTo(samples::add);
    open(fanOut.position(), new RecordingLine());

    publish();

    Eventually.is("sampled", () -> samples.size() == 1);
    assertThat(samples.getFirst()).isNotNegative();
  }

  private static final Connection.Transport SSE = Connection.Transport.SSE;

  private Subscriber open(Cursor after, Line line) {
    var audience = Audience.of(TopicFilters.of("news"), Encoding.EVENTS);
    var subscriber =
        fanOut.subscribe(new Subscription(Holder.SELF, audience, Beginning.at(after)), line);
    subscriber.open();
    return subscriber;
  }

  private void publish() {
    published++;
    fanOut.stored(
        new TopicEvent(
            new Cursor(fanOut.position().time() + 10, published),
            Publication.text(new Topic("news"), "event " + published)));
  }
}
