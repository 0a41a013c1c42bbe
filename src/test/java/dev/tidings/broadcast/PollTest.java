package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import dev.tidings.system.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Polls in a fan-out that has one place.
@Timeout(30)
class PollTest {

  private final FanOut fanOut = FanOuts.of(new EmptyLog(), 1);

  @AfterEach
  void stop() {
    fanOut.stop();
  }

  private Answer poll(Duration wait) {
    var answer = new Answer(wait, Frames.place(0));
    fanOut.subscribe(subscription(), answer).open();
    return answer;
  }

  private Subscription subscription() {
    var audience = Audience.of(TopicFilters.of("news"), Encoding.LINES);
    return new Subscription(Holder.SELF, audience, Beginning.at(fanOut.position()));
  }

  private void publish(int number) {
    fanOut.stored(
        new TopicEvent(
            Frames.place(number), Publication.text(new Topic("news"), "event " + number)));
  }

  private static String text(Answer answer) {
    var rest = answer.rest();
    return rest == null ? "" : new String(rest, UTF_8);
  }

  private static String awaited(Answer answer) {
    Eventually.is("answered", () -> answer.rest() != null);
    return text(answer);
  }

  @Test
  void theFirstEventsAreTheAnswer() {
    publish(1);
    var answer = poll(Duration.ofSeconds(50));
    assertThat(answer.rest()).isNull();

    publish(2);

    assertThat(awaited(answer))
        .contains("\"data\":\"event 2\"}],\"lastEventId\":\"1000-2\"}")
        .doesNotContain("event 1");
  }

  @Test
  void whoDoesNotWaitIsAnsweredWithinTheCall() {
    publish(1);

    assertThat(text(poll(Duration.ZERO))).isEqualTo("],\"lastEventId\":\"1000-1\"}");
  }

  @Test
  void thePlaceIsFreeBeforeTheAnswerIsGiven() {
    for (int i = 1; i <= 100; i++) {
      var answer = poll(Duration.ofSeconds(50));
      publish(i);
      awaited(answer);
    }
    Eventually.is("gone", () -> fanOut.openStreams() == 0);
  }

  @Test
  void timeThatIsUpIsAnAnswerWithThePlaceThatWasReached() {
    var answer = poll(Duration.ofMillis(300));
    fanOut.stored(new TopicEvent(Frames.place(7), Publication.text(new Topic("elsewhere"), "x")));

    assertThat(awaited(answer)).isEqualTo("],\"lastEventId\":\"1000-7\"}");
  }

  @Test
  void aHubThatStopsAnswersAtOnce() throws Exception {
    var answer = poll(Duration.ofSeconds(50));

    fanOut.drain();

    assertThat(text(answer)).isEqualTo("],\"lastEventId\":\"0-0\"}");
  }

  @Test
  void aClientThatLeavesLeavesNothingBehind() {
    var answer = new Answer(Duration.ofSeconds(50), Frames.place(0));
    var subscriber = fanOut.subscribe(subscription(), answer);
    subscriber.open();

    subscriber.end(Departure.GONE);

    Eventually.is("gone", () -> fanOut.openStreams() == 0);
    assertThat(answer.rest()).isNull();
  }
}
