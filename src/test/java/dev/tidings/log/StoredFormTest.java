package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The order of the keys is the order of everything.
class StoredFormTest {

  private static final List<Cursor> ASCENDING =
      List.of(
          Cursor.ORIGIN,
          new Cursor(0, 1),
          new Cursor(0, 255),
          new Cursor(0, 256),
          new Cursor(1, 0),
          new Cursor(1, Long.MAX_VALUE),
          new Cursor(256, 0),
          new Cursor(Long.MAX_VALUE, Long.MAX_VALUE));

  @Test
  void keysOfIdsSortAsIdsDo() {
    assertThat(ASCENDING.stream().map(StoredForm::idKey)).isSortedAccordingTo(bytes());
    assertThat(ASCENDING)
        .allSatisfy(id -> assertThat(StoredForm.id(StoredForm.idKey(id))).isEqualTo(id));
  }

  @Test
  void keysOfTopicsLieTogetherAndInTheOrderOfTheirIds() {
    var topics = Stream.of("a", "a ", "a b", "a!", "a/b", "aa", "ä", "😀").map(Topic::new).toList();
    var keys =
        topics.stream()
            .flatMap(
                topic ->
                    Stream.concat(
                        ASCENDING.stream().map(id -> StoredForm.topicKey(topic.utf8(), id)),
                        Stream.of(StoredForm.topicEnd(topic.utf8()))));

    assertThat(keys).isSortedAccordingTo(bytes());
    assertThat(topics)
        .allSatisfy(
            topic ->
                assertThat(StoredForm.topicOf(StoredForm.topicKey(topic.utf8(), Cursor.ORIGIN)))
                    .isEqualTo(topic));
  }

  @Test
  void nothingFitsBetweenAKeyAndTheOneBehindIt() {
    for (int i = 0; i < ASCENDING.size() - 1; i++) {
      var behind = StoredForm.behind(StoredForm.idKey(ASCENDING.get(i)));

      assertThat(bytes().compare(StoredForm.idKey(ASCENDING.get(i)), behind)).isNegative();
      assertThat(bytes().compare(behind, StoredForm.idKey(ASCENDING.get(i + 1)))).isNegative();
    }
  }

  @Test
  void theOrderHoldsSizeAndTopic() {
    var value = StoredForm.orderValue(65_536, "ä/b".getBytes(UTF_8));

    assertThat(StoredForm.sizeIn(value)).isEqualTo(65_536);
    assertThat(StoredForm.topicIn(value)).isEqualTo("ä/b".getBytes(UTF_8));
  }

  @Test
  void theStateOfTheLogIsReadAsItWasWritten() {
    var state = new LogState(new Cursor(9, 8), new Cursor(7, 6), 5, 4, 3);

    assertThat(LogState.decoded(state.encoded())).isEqualTo(state);
  }

  @Test
  void theStateOfALogThatHasNeverHadAKeyIsRead() {
    var state = new LogState(new Cursor(9, 8), new Cursor(7, 6), 5, 4, 3);
    var older = Arrays.copyOf(state.encoded(), state.encoded().length - Long.BYTES);

    assertThat(LogState.decoded(older))
        .isEqualTo(new LogState(new Cursor(9, 8), new Cursor(7, 6), 5, 4, 0));
  }

  private static Comparator<byte[]> bytes() {
    return Arrays::compareUnsigned;
  }
}
