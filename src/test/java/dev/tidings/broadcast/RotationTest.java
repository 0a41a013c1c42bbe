package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.TopicFilters;
import dev.tidings.system.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream lasts for so long and no longer, and the client is told to come back.
@Timeout(30)
class RotationTest {

  private static final String ROTATED = "tidings.bye\ndata: {\"reason\":\"rotated\"}\n\nclosed";

  private final FanOut rotating = fanOut(Duration.ofSeconds(1));
  private final FanOut lasting = fanOut(Duration.ZERO);

  private static FanOut fanOut(Duration rotation) {
    return FanOuts.of(new EmptyLog(), 1000, config(rotation));
  }

  private static StreamConfig config(Duration rotation) {
    return FanOuts.config(Duration.ZERO, FanOuts.WINDOW, rotation);
  }

  @AfterEach
  void stop() {
    rotating.stop();
    lasting.stop();
  }

  private static Subscriber open(FanOut fanOut, Encoding encoding, Holder holder, Line line) {
    var audience = Audience.of(TopicFilters.of("news"), encoding);
    var beginning = Beginning.at(fanOut.position());
    var subscriber = fanOut.subscribe(new Subscription(holder, audience, beginning), line);
    subscriber.open();
    return subscriber;
  }

  private static Holder anybody() {
    return new Holder("anybody", null, null, "token", null);
  }

  @Test
  void streamsThatBeganTogetherEndAndComeBackAtDifferentTimes() {
    var lines = new ArrayList<RecordingLine>();
    var began = System.nanoTime();
    for (int i = 0; i < 40; i++) {
      lines.add(new RecordingLine());
      open(rotating, Encoding.EVENTS, anybody(), lines.getLast());
    }

    Eventually.is("the first ends", () -> rotating.openStreams() < 40);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(790));
    Eventually.is("all end", () -> rotating.openStreams() == 0);
    var retries = new HashSet<String>();
    for (var line : lines) {
      assertThat(line.written()).contains(ROTATED);
      var retry = Pattern.compile("retry: (\\d+)").matcher(line.written());
      assertThat(retry.find()).isTrue();
      assertThat(Integer.parseInt(retry.group(1))).isBetween(2000, 4000);
      retries.add(retry.group(1));
    }
    assertThat(retries).hasSizeGreaterThan(20);
    assertThat(rotating.tally().closedBecause(Departure.ROTATED)).isEqualTo(40);
    assertThat(rotating.tally().streamsShed()).isZero();
  }

  @Test
  void aStreamOfLinesEndsAndAPollAndTheApplicationsOwnStayWhereTheyAre() {
    var lines = new RecordingLine();
    open(rotating, Encoding.LINES, anybody(), lines);
    var poll = new Answer(Duration.ofSeconds(50), Frames.place(0));
    open(rotating, Encoding.LINES, anybody(), poll);
    var own = new RecordingLine();
    open(rotating, Encoding.EVENTS, Holder.SELF, own);

    Eventually.is("ended", () -> lines.written().contains("{\"bye\":{\"reason\":\"rotated\"}}\n"));

    Eventually.is("past its time", () -> !rotating.shed());
    assertThat(rotating.openStreams()).isEqualTo(2);
    assertThat(poll.rest()).isNull();
    assertThat(own.written()).doesNotContain("bye");
  }

  @Test
  void whereStreamsLastForEverNoneEnds() {
    var line = new RecordingLine();
    open(lasting, Encoding.EVENTS, anybody(), line);
    var other = new RecordingLine();
    open(rotating, Encoding.EVENTS, anybody(), other);

    Eventually.is("the other ends", () -> other.written().contains(ROTATED));
    assertThat(line.written()).doesNotContain("bye");
  }

  @Test
  void ofThoseThatCanGoOneIsShedAtATime() {
    var lines = List.of(new RecordingLine(), new RecordingLine(), new RecordingLine());
    lines.forEach(line -> open(lasting, Encoding.EVENTS, anybody(), line));
    var poll = new Answer(Duration.ofSeconds(50), Frames.place(0));
    open(lasting, Encoding.LINES, anybody(), poll);

    assertThat(lasting.shed()).isTrue();

    Eventually.is("one is gone", () -> lasting.openStreams() == 3);
    assertThat(lines).filteredOn(line -> line.written().contains(ROTATED)).hasSize(1);
    assertThat(lasting.shed()).isTrue();
    assertThat(lasting.shed()).isTrue();
    assertThat(lasting.shed()).as("a poll stays").isFalse();
    assertThat(lasting.tally().streamsShed()).isEqualTo(3);
    assertThat(new String(Objects.requireNonNullElse(poll.rest(), new byte[0]), UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.5S", "PT-1S", "P2D"})
  void aRotationThatCannotBeIsNamed(Duration rotation) {
    assertThatThrownBy(() -> config(rotation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.stream.rotation");
  }
}
