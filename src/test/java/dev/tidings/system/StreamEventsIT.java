package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.system.EventStream.Block;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What of an event comes out of a stream.
class StreamEventsIT {

  private final Hub hub = Hub.shared();

  @Test
  void anEventHasTheIdThatItsPublisherWasTold() {
    try (var stream = hub.subscribe("events/id")) {
      var id = hub.publish("events/id", "a");

      assertThat(stream.next().id()).isEqualTo(id);
    }
  }

  @Test
  void anEventWithoutATypeHasNoTypeAndNoRetry() {
    try (var stream = hub.subscribe("events/bare")) {
      hub.publish("events/bare", "a");

      assertThat(stream.next())
          .extracting(Block::type, Block::retry, Block::data)
          .containsExactly(null, null, "a");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "event=price, price",
    "event=a%20b, a b",
    "event=a:b, a:b",
    "event=%20a, ' a'",
    "event=%C3%A4%F0%9F%98%80, ä😀",
    "event=tidings, tidings",
    "event=id, id"
  })
  void theTypeIsAsThePublisherNamedIt(String query, String type) {
    try (var stream = hub.subscribe("events/type")) {
      hub.post("/topics/events/type?" + query, "text/plain", "a");

      assertThat(stream.next().type()).isEqualTo(type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1500", "86400000"})
  void theReconnectionTimeIsPassedOn(String retry) {
    try (var stream = hub.subscribe("events/retry")) {
      hub.post("/topics/events/retry?retry=" + retry, "text/plain", "a");

      assertThat(stream.next().retry()).isEqualTo(retry);
    }
  }

  /// The second column is what a client has that follows the standard, with `|` for a line feed.
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a\\nb,a|b",
        "a\\rb,a|b",
        "a\\r\\nb,a|b",
        "a\\n\\rb,a||b",
        "a\\r\\rb,a||b",
        "a\\n,a|",
        "a\\r,a|",
        "a\\r\\n,a|",
        "\\n,|",
        "\\r\\n\\r\\n,||",
        "\\na,|a",
        " a\\n b, a| b",
        ": a\\n:b,: a|:b",
        "data: a\\ndata: b,data: a|data: b",
        "a\\rid: 9-9\\revent: forged,a|id: 9-9|event: forged",
        "a\\r\\n\\r\\ndata: forged\\r\\n\\r\\n,a||data: forged||"
      })
  void everyEndOfALineInTheDataStartsALineOfTheData(String escaped, String expected) {
    var data = escaped.replace("\\n", "\n").replace("\\r", "\r");
    try (var stream = hub.subscribe("events/lines")) {
      var id = hub.publish("events/lines", data);

      assertThat(stream.next())
          .extracting(Block::id, Block::type, Block::data)
          .containsExactly(id, null, expected.replace('|', '\n'));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0b", "\uFEFFa", "\u0085", "\u2028", "\t", "\u007F", "\uFFFD"})
  void charactersThatOnlyLookLikeLineBreaksAreData(String data) {
    try (var stream = hub.subscribe("events/characters")) {
      hub.publish("events/characters", data);

      assertThat(stream.next().data()).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void dataComesBackByteForByte(long seed) {
    var random = new Random(seed);
    try (var stream = hub.subscribe("events/random")) {
      for (int i = 0; i < 25; i++) {
        var data = randomText(random, random.nextInt(1, 4000));
        var id = hub.publish("events/random", data);

        assertThat(stream.next()).extracting(Block::id, Block::data).containsExactly(id, data);
      }
    }
  }

  /// Of all planes and lengths; without CR, which the protocol cannot tell from a line feed.
  private static String randomText(Random random, int length) {
    var text = new StringBuilder();
    random
        .ints(length, 0, 4)
        .map(bytes -> random.nextInt(0, new int[] {0x80, 0x800, 0x10000, 0x110000}[bytes]))
        .filter(c -> c != '\r' && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  @Test
  void theLargestEventComesWhole() {
    var data = "0123456789abcde\n".repeat(4096);
    try (var stream = hub.subscribe("events/large")) {
      hub.publish("events/large", data);

      assertThat(stream.next().data()).isEqualTo(data);
    }
  }

  @Test
  void eventsOfSeveralFiltersComeInTheOrderOfTheLog() {
    try (var stream =
        hub.stream("topic=events/several/a&topic=events/several/b&topic=events/several/c/*")) {
      hub.publish("events/several/b", "1");
      hub.publish("events/several/a", "2");
      hub.publish("events/several/none", "not for us");
      hub.publish("events/several/c/d", "3");
      hub.publish("events/several/b", "4");

      assertThat(stream.next(4)).containsExactly("1", "2", "3", "4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&since=earliest"})
  void anEventThatMatchesSeveralFiltersComesOnce(String query) {
    var topic = "events/twice/" + query.length();
    try (var stream =
        hub.stream("topic=" + topic + "&topic=events/**&topic=*/twice/*&topic=" + topic + query)) {
      hub.publish(topic, "1");
      hub.publish(topic, "2");
      hub.publish(topic, "end");

      var data = stream.next(1).getFirst();
      while (!data.equals("1")) {
        data = stream.next(1).getFirst();
      }
      assertThat(stream.next(2)).containsExactly("2", "end");
    }
  }

  @Test
  void manySubscribersGetTheSame() {
    try (var one = hub.subscribe("events/many");
        var two = hub.subscribe("events/*");
        var three = hub.subscribe("*/many")) {
      var id = hub.publish("events/many", "a");

      assertThat(one.next()).isEqualTo(two.next()).isEqualTo(three.next());
      assertThat(one.lastId()).isEqualTo(id);
    }
  }
}
