package dev.tidings.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.envelope.Envelope;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.log.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncodingTest {

  private static final TopicEvent TEXT =
      new TopicEvent(Frames.place(1), Publication.text(new Topic("news"), "a\nb"));
  private static final TopicEvent JSON =
      new TopicEvent(
          Frames.place(2),
          new Publication(
              new Topic("news"),
              new EventType("e"),
              Duration.ofSeconds(1),
              Publication.JSON,
              "[1,\r\n 2]"));

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void aPageIsWhatItsEventsAreOneBehindTheOther(Encoding encoding) {
    var page = List.of(StoredEvent.of(TEXT), StoredEvent.of(JSON));

    assertThat(text(encoding.encoded(page)))
        .isEqualTo(text(encoding.encoded(TEXT)) + text(encoding.encoded(JSON)));
  }

  @Test
  void anEnvelopedEventHasAllItsFieldsAndOneLineOfData() {
    assertThat(text(Encoding.ENVELOPED_EVENTS.encoded(JSON)))
        .isEqualTo(
            "id: 1000-2\nevent: e\nretry: 1000\ndata: "
                + text(Envelope.TIDINGS.encoded(JSON))
                + "\n\n");
    assertThat(text(Encoding.CLOUD_EVENTS.encoded(TEXT)))
        .isEqualTo("id: 1000-1\ndata: " + text(Envelope.CLOUD_EVENT.encoded(TEXT)) + "\n\n");
  }

  @Test
  void aLineIsAnEnvelope() {
    assertThat(text(Encoding.LINES.encoded(TEXT)))
        .isEqualTo(text(Envelope.TIDINGS.encoded(TEXT)) + "\n");
    assertThat(text(Encoding.CLOUD_LINES.encoded(JSON)))
        .isEqualTo(text(Envelope.CLOUD_EVENT.encoded(JSON)) + "\n");
  }

  @Test
  void whoAsksForNoEnvelopeGetsWhatTheTransportIsMadeFor() {
    assertThat(Encoding.events(Optional.empty())).isEqualTo(Encoding.EVENTS);
    assertThat(Encoding.lines(Optional.empty())).isEqualTo(Encoding.LINES);
    assertThat(Encoding.events(Optional.of(Envelope.TIDINGS))).isEqualTo(Encoding.ENVELOPED_EVENTS);
    assertThat(Encoding.lines(Optional.of(Envelope.TIDINGS))).isEqualTo(Encoding.LINES);
    assertThat(Encoding.events(Optional.of(Envelope.CLOUD_EVENT))).isEqualTo(Encoding.CLOUD_EVENTS);
    assertThat(Encoding.lines(Optional.of(Envelope.CLOUD_EVENT))).isEqualTo(Encoding.CLOUD_LINES);
  }
}
