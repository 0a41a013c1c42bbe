package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final Cursor BEFORE = Frames.place(1);
  private static final Cursor KNOWN = Frames.place(2);

  private final Answer answer = new Answer(Duration.ofSeconds(10), KNOWN);

  /// Remembers what it was given.
  private static final class Taken implements Answer.Recipient {

    private byte @Nullable [] rest;
    private boolean abandoned;
    private boolean cut;

    @Override
    public void answer(byte[] given) {
      rest = given;
    }

    @Override
    public void abandon() {
      abandoned = true;
    }

    @Override
    public void cut() {
      cut = true;
    }

    JsonObject whole() {
      return json(rest);
    }
  }

  private static JsonObject json(byte @Nullable [] rest) {
    var text = new String(Answer.opening(), UTF_8) + (rest == null ? "" : new String(rest, UTF_8));
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private void write(String lines) {
    var bytes = lines.getBytes(UTF_8);
    answer.write(bytes, 0, bytes.length);
  }

  private void end(Departure reason) {
    assertThat(answer.bye(reason, Duration.ZERO, KNOWN)).isEmpty();
    answer.close();
  }

  @Test
  void linesBecomeAnArray() {
    write("{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    write("{\"id\":\"3\"}\n");
    end(Departure.ANSWERED);

    assertThat(json(answer.rest()).toString())
        .isEqualTo(
            "{\"events\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"}],\"lastEventId\":\"1000-2\"}");
  }

  @Test
  void nothingIsAnEmptyArray() {
    end(Departure.EXPIRED);

    assertThat(json(answer.rest()).toString())
        .isEqualTo("{\"events\":[],\"lastEventId\":\"1000-2\"}");
    assertThat(answer.isUnavailable()).isFalse();
  }

  @Test
  void aGapIsToldWithoutWaiting() {
    assertThat(answer.isDue(KNOWN)).isFalse();
    assertThat(answer.gap("\"what", BEFORE)).isEmpty();
    assertThat(answer.isDue(KNOWN)).isTrue();
    write("{\"id\":\"1\"}\n");
    end(Departure.ANSWERED);

    assertThat(json(answer.rest()).getJsonObject("gap").toString())
        .isEqualTo("{\"requested\":\"\\\"what\",\"oldest\":\"1000-1\"}");
  }

  @Test
  void itIsDueWhenTimeIsUpAndThatIsSaidOnce() {
    var late = System.nanoTime() + Duration.ofSeconds(11).toNanos();

    assertThat(answer.isTimeUp(System.nanoTime())).isFalse();
    assertThat(answer.isDue(KNOWN)).isFalse();
    assertThat(answer.isTimeUp(late)).isTrue();
    assertThat(answer.isTimeUp(late)).isFalse();
    assertThat(answer.isDue(KNOWN)).isTrue();
  }

  @Test
  void whoDoesNotWaitLooksAtAllThatWasStoredBefore() {
    var atOnce = new Answer(Duration.ZERO, KNOWN);

    assertThat(atOnce.isDue(BEFORE)).isFalse();
    assertThat(atOnce.mustLookFurther(BEFORE)).isTrue();
    assertThat(atOnce.isDue(KNOWN)).isTrue();
    assertThat(atOnce.mustLookFurther(KNOWN)).isFalse();
    assertThat(answer.mustLookFurther(BEFORE)).as("while there is time").isFalse();
  }

  @Test
  void itIsDeliveredWhicheverComesFirst() {
    var before = new Taken();
    answer.deliverTo(before);
    assertThat(before.rest).isNull();
    write("{\"id\":\"1\"}\n");
    end(Departure.ANSWERED);
    assertThat(before.whole().getJsonArray("events")).hasSize(1);

    var after = new Taken();
    answer.deliverTo(after);
    assertThat(after.whole()).isEqualTo(before.whole());
  }

  @Test
  void whereNobodyIsLeftNoneIsGiven() {
    var before = new Taken();
    answer.deliverTo(before);
    answer.cut();
    answer.abandon();
    assertThat(before.cut).isTrue();
    assertThat(before.abandoned).isTrue();

    var after = new Taken();
    answer.deliverTo(after);
    assertThat(after.abandoned).isTrue();
    assertThat(after.rest).isNull();
  }

  @Test
  void anAnswerThatSaysNothingButThatTheLogIsAwayIsToldFromOthers() {
    end(Departure.UNAVAILABLE);

    assertThat(answer.isUnavailable()).isTrue();
  }
}
