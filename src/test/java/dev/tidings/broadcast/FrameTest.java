package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

  private static final String ID = "1000-7";

  @Test
  void aFrameIsItsFieldsAndABlankLine() {
    assertThat(wire("order.created", Duration.ofMillis(1500), "a"))
        .isEqualTo("id: 1000-7\nevent: order.created\nretry: 1500\ndata: a\n\n");
    assertThat(wire("a")).isEqualTo("id: 1000-7\ndata: a\n\n");
  }

  /// `~` stands for CR, `|` for LF.
  @ParameterizedTest
  @CsvSource({
    "'',      'data: |'",
    "a,       'data: a|'",
    "a|b,     'data: a|data: b|'",
    "a~b,     'data: a|data: b|'",
    "a~|b,    'data: a|data: b|'",
    "a|~b,    'data: a|data: |data: b|'",
    "a||b,    'data: a|data: |data: b|'",
    "a~~b,    'data: a|data: |data: b|'",
    "a|,      'data: a|data: |'",
    "a~,      'data: a|data: |'",
    "a~|,     'data: a|data: |'",
    "|,       'data: |data: |'",
    "~|~|,    'data: |data: |data: |'",
    "' a',    'data:  a|'",
    "id: 1,   'data: id: 1|'"
  })
  void eachLineOfTheDataIsALineOfTheFrame(String data, String lines) {
    assertThat(wire(data.replace('~', '\r').replace('|', '\n')))
        .isEqualTo("id: 1000-7\n" + lines.replace('|', '\n') + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n\nid: 9-9\nevent: forged\ndata: x\n\n",
        "a\r\rdata: x\r\r",
        "a\r\n\r\nretry: 1\r\n\r\n",
        "\n\n\n",
        ": comment\n:"
      })
  void dataCannotLeaveItsEvent(String data) {
    assertParsesBack(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0b", "\ufeffa", "ä日😀", "\u2028\u2029\u0085\u000b\f", " ", ""})
  void allOtherTextComesThroughAsItIs(String data) {
    assertThat(parse(wire(data))).extracting(WireParser.Message::data).containsExactly(data);
  }

  @Test
  void anyDataComesBackWithItsLineBreaksMadeOne() {
    var random = new Random(20260301);
    var alphabet = List.of("\n", "\r", "\r\n", "a", " ", ":", "data: ", "id: 1", "\0", "ä", "😀");
    for (int round = 0; round < 5000; round++) {
      var data = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        data.append(alphabet.get(random.nextInt(alphabet.size())));
      }
      assertParsesBack(data.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", " a", "a: b", "ä😀", "\u2028"})
  void theTypeComesThroughAsItIs(String type) {
    assertThat(parse(wire(type, null, ""))).containsExactly(new WireParser.Message(type, "", ID));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 86_400_000})
  void theRetryIsInMilliseconds(long millis) {
    assertThat(WireParser.parse(wire(null, Duration.ofMillis(millis), "")).retry())
        .isEqualTo(millis);
  }

  @Test
  void storedEventsAreEncodedAsTheirFramesAre() {
    var events =
        List.of(
            event("order.created", Duration.ofMillis(1500), "a\r\nb\n"),
            event(null, Duration.ZERO, ""),
            event("ä😀", null, "x".repeat(70_000) + "\n".repeat(1000)),
            event(null, null, "id: 1"));

    var frames = events.stream().map(event -> Frame.of(event, Encoding.EVENTS)).toList();

    assertThat(Encoding.EVENTS.encoded(events.stream().map(StoredEvent::of).toList()))
        .isEqualTo(Frame.joined(frames));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1795400804342, 10", "9223372036854775807, 9223372036854775807"})
  void theIdIsTheCursor(long time, long sequence) {
    var id = new Cursor(time, sequence);
    var event = new TopicEvent(id, Publication.text(new Topic("news"), "a"));

    assertThat(Frames.wire(Frame.of(event, Encoding.EVENTS)))
        .isEqualTo("id: " + id + "\ndata: a\n\n");
  }

  @Test
  void framesJoinedForOneWriteAreTheSameEvents() {
    var frames = List.of(Frames.frame(1), Frames.frame(2, "x".repeat(50_000)), Frames.frame(3, ""));

    assertThat(new String(Frame.joined(frames), StandardCharsets.UTF_8))
        .isEqualTo(String.join("", frames.stream().map(Frames::wire).toList()))
        .hasSize(frames.stream().mapToInt(Frame::length).sum());
  }

  @Test
  void aFrameThatGoesOutAloneIsNotCopied() {
    var frame = Frames.frame(1);

    assertThat(Frame.joined(List.of(frame))).isSameAs(frame.bytes());
  }

  private static void assertParsesBack(String data) {
    assertThat(parse(wire(data)))
        .containsExactly(new WireParser.Message("message", data.replaceAll("\r\n|\r", "\n"), ID));
  }

  private static List<WireParser.Message> parse(String wire) {
    return WireParser.parse(wire).messages();
  }

  private static String wire(String data) {
    return wire(null, null, data);
  }

  private static String wire(@Nullable String type, @Nullable Duration retry, String data) {
    return Frames.wire(Frame.of(event(type, retry, data), Encoding.EVENTS));
  }

  private static TopicEvent event(@Nullable String type, @Nullable Duration retry, String data) {
    var publication =
        new Publication(
            new Topic("news"),
            type == null ? null : new EventType(type),
            retry,
            Publication.TEXT,
            data);
    return new TopicEvent(new Cursor(1000, 7), publication);
  }
}
