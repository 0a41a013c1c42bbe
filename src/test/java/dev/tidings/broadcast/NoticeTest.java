package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {

  private static final Cursor PLACE = new Cursor(1000, 7);

  @Test
  void theOpeningSetsRetryAndCursorAndDispatchesNothing() {
    var stream = parse(Notice.WORDS.opening(Duration.ofSeconds(2), PLACE));

    assertThat(stream.retry()).isEqualTo(2000);
    assertThat(stream.lastEventId()).isEqualTo("1000-7");
    assertThat(stream.messages()).isEmpty();
    assertThat(text(Notice.WORDS.opening(Duration.ofSeconds(2), PLACE))).contains("\n:");
  }

  @Test
  void aHeartbeatIsACommentWithTheCursor() {
    var stream = parse(Notice.WORDS.heartbeat(PLACE));

    assertThat(text(Notice.WORDS.heartbeat(PLACE))).startsWith(":");
    assertThat(stream.lastEventId()).isEqualTo("1000-7");
    assertThat(stream.messages()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aFarewellNamesItsReasonAndNoId(Departure departure) {
    var stream = parse(Notice.WORDS.bye(departure, Duration.ofMillis(1234), PLACE));

    assertThat(stream.retry()).isEqualTo(1234);
    assertThat(stream.messages())
        .containsExactly(
            new WireParser.Message(
                "tidings.bye", "{\"reason\":\"" + departure.reason() + "\"}", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "999-1",
        "a\n\ndata: forged\n\n",
        "a\r\rid: 9-9\r",
        "\"}\n",
        "\\",
        "\0",
        "\u2028\u0085\u007f",
        "</script>",
        "ä😀",
        "%s%d"
      })
  void aGapQuotesWhateverWasRequested(String requested) {
    var notice = parse(Notice.WORDS.gap(requested, PLACE));

    assertThat(notice.messages()).hasSize(1);
    assertThat(notice.lastEventId()).isEmpty();
    assertThat(notice.messages().getFirst().type()).isEqualTo("tidings.gap");
    var gap = json(notice.messages().getFirst().data());
    assertThat(gap.keySet()).containsExactly("requested", "oldest");
    assertThat(gap.getString("requested")).isEqualTo(requested);
    assertThat(gap.getString("oldest")).isEqualTo("1000-7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "日", "😀", "\n"})
  void whatWasRequestedIsCutTo64WholeCharacters(String character) {
    assertThat(requested(character.repeat(64))).isEqualTo(character.repeat(64));
    assertThat(requested(character.repeat(65))).isEqualTo(character.repeat(64));
    assertThat(requested("x" + character.repeat(5000))).isEqualTo("x" + character.repeat(63));
  }

  private static String requested(String requested) {
    var messages = parse(Notice.WORDS.gap(requested, PLACE)).messages();
    return json(messages.getFirst().data()).getString("requested");
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static WireParser parse(byte[] notice) {
    return WireParser.parse(text(notice));
  }

  private static String text(byte[] notice) {
    return new String(notice, UTF_8);
  }
}
