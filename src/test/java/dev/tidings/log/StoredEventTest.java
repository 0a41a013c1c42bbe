package dev.tidings.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TraceContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEventTest {

  private static final Cursor ID = new Cursor(1000, 7);
  private static final Topic NEWS = new Topic("news");

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  static Stream<Publication> publications() {
    return Stream.of(
        Publication.text(NEWS, ""),
        Publication.text(NEWS, "a\r\nä日😀\0"),
        Publication.json(NEWS, new EventType("ä😀"), "{\"a\":1}"),
        new Publication(NEWS, null, Duration.ZERO, "", "x".repeat(70_000)),
        new Publication(
            NEWS,
            new EventType("t".repeat(255)),
            Publication.LONGEST_RETRY,
            "c".repeat(Publication.LONGEST_CONTENT_TYPE),
            "a"),
        Publication.text(NEWS, "").within(new TraceContext(PARENT, "")),
        Publication.json(NEWS, new EventType("ä"), "[]")
            .within(new TraceContext(PARENT, "a=" + "x".repeat(200) + ",b=" + "y".repeat(200))));
  }

  @ParameterizedTest
  @MethodSource("publications")
  void anEventIsReadAsItWasStored(Publication publication) {
    var event = new TopicEvent(ID, publication);

    var stored = StoredEvent.of(event);

    assertThat(stored.event()).isEqualTo(event);
    assertThat(stored.size()).isEqualTo(publication.size());
  }

  @Test
  void itsFieldsLieInItsBytes() {
    var event =
        new TopicEvent(ID, Publication.json(NEWS, new EventType("order.created"), "{\"a\":1}"));

    var stored = StoredEvent.of(event);

    assertThat(between(stored, stored.typeStart(), stored.typeEnd())).isEqualTo("order.created");
    assertThat(between(stored, stored.dataStart(), stored.bytes().length)).isEqualTo("{\"a\":1}");
    assertThat(stored.retryMillis()).isNegative();
  }

  private static String between(StoredEvent event, int start, int end) {
    return new String(event.bytes(), start, end - start, UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 10, 19, 20})
  void whatIsCutOffBeforeItsDataIsNoEvent(int length) {
    var publication = Publication.json(NEWS, new EventType("goal"), "");
    var body = StoredForm.body(publication, new byte[0]);

    assertThatIllegalStateException()
        .isThrownBy(() -> new StoredEvent(ID, NEWS, Arrays.copyOf(body, length)))
        .withMessageContaining("1000-7");
  }

  @Test
  void anEventOfNoTraceLiesAsBeforeThereWereTraces() {
    var body = StoredForm.body(Publication.text(NEWS, "data"), "data".getBytes(UTF_8));

    assertThat(body).isEqualTo("\1\377\377\377\377\0\12text/plaindata".getBytes(ISO_8859_1));
    assertThat(new StoredEvent(ID, NEWS, body).isTraced()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 18, 19, 50, 73})
  void whatIsCutOffWithinItsTraceIsNoEvent(int length) {
    var publication = Publication.text(NEWS, "").within(new TraceContext(PARENT, ""));
    var body = StoredForm.body(publication, new byte[0]);

    assertThatIllegalStateException()
        .isThrownBy(() -> new StoredEvent(ID, NEWS, Arrays.copyOf(body, length)))
        .withMessageContaining("1000-7");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void whatAnotherVersionWroteIsNotRead(int version) {
    assertThatIllegalStateException()
        .isThrownBy(() -> new StoredEvent(ID, NEWS, new byte[] {(byte) version}))
        .withMessageContaining("another version");
  }
}
