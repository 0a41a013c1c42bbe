package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Input: an event type in the first line, a retry in the second, data in the rest. A parser that
/// does what the standard says, word for word, gets back what was published, with its line ends
/// made one, and nothing else: neither from the frame in memory nor from the stored event.
public final class FrameFuzz {

  private static final Cursor ID = new Cursor(1795400804342L, 7);

  private FrameFuzz() {}

  public static void check(byte[] input) {
    var lines = new String(input, UTF_8).split("\n", 3);
    var type = type(lines[0]);
    var retry = lines.length > 1 ? retry(lines[1]) : null;
    var data = lines.length > 2 ? lines[2] : "";
    var event =
        new TopicEvent(ID, new Publication(new Topic("news"), type, retry, Publication.TEXT, data));

    var frame = Frame.of(event, Encoding.EVENTS);

    assertSays(event, frame.bytes());
    assertThat(Encoding.EVENTS.encoded(List.of(StoredEvent.of(event)))).isEqualTo(frame.bytes());
    assertThat(StoredEvent.of(event).event()).isEqualTo(event);
  }

  private static void assertSays(TopicEvent event, byte[] bytes) {
    var publication = event.publication();
    var parsed = WireParser.parse(new String(bytes, UTF_8));

    assertThat(parsed.messages())
        .containsExactly(
            new WireParser.Message(
                publication.type() == null ? "message" : publication.type().value(),
                publication.data().replaceAll("\r\n|\r", "\n"),
                ID.toString()));
    assertThat(parsed.retry())
        .isEqualTo(publication.retry() == null ? -1 : publication.retry().toMillis());
  }

  private static @Nullable EventType type(String text) {
    try {
      return new EventType(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static @Nullable Duration retry(String text) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,8}"))
        .map(digits -> Duration.ofMillis(Long.parseLong(digits)))
        .filter(time -> time.compareTo(Publication.LONGEST_RETRY) <= 0)
        .orElse(null);
  }
}
