package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastRunTest {

  private static final int ALL = Integer.MAX_VALUE;

  private final Chain chain = new Chain(Frames.place(10));
  private final Chain.Link start = chain.newest();
  private final LastRun memory = new LastRun();

  @Test
  void whoStandsAtTheSamePlaceIsGivenTheSameBytes() {
    chain.append(Frames.frame(11));
    chain.append(Frames.frame(12));

    var first = memory.read(start, Frames.place(10), ALL).orElseThrow();

    assertThat(memory.read(start, Frames.place(10), ALL)).containsSame(first);
    assertThat(first.events()).isEqualTo(2);
    assertThat(first.cursor()).isEqualTo(Frames.place(12));
  }

  @Test
  void whatHasComeSinceIsNotForgotten() {
    chain.append(Frames.frame(11));
    memory.read(start, Frames.place(10), ALL);
    chain.append(Frames.frame(12));

    assertThat(text(memory.read(start, Frames.place(10), ALL).orElseThrow()))
        .contains("event 11", "event 12");
  }

  @Test
  void whoHasSomeOfItAlreadyIsGivenTheRest() {
    chain.append(Frames.frame(11));
    chain.append(Frames.frame(12));
    memory.read(start, Frames.place(10), ALL);

    assertThat(text(memory.read(start, Frames.place(11), ALL).orElseThrow()))
        .contains("event 12")
        .doesNotContain("event 11");
  }

  @Test
  void aPlaceThatWasDroppedIsNotReadFromMemory() {
    chain.append(Frames.frame(11));
    memory.read(start, Frames.place(10), ALL);
    chain.append(Frames.frame(12));
    chain.dropOldest();

    assertThat(memory.read(start, Frames.place(10), ALL)).isEmpty();
  }

  @Test
  void nothingIsReadWhereNothingIs() {
    var batch = memory.read(start, Frames.place(10), ALL).orElseThrow();

    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.cursor()).isEqualTo(Frames.place(10));
    chain.append(Frames.frame(11));
    assertThat(memory.read(start, Frames.place(10), ALL).orElseThrow().events()).isOne();
  }

  private static String text(Batch batch) {
    return new String(batch.bytes(), UTF_8);
  }
}
