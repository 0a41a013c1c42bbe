package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.envelope.Envelope;
import dev.tidings.event.Cursor;
import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a user of the CNCF's SDK sends goes out again as what the SDK reads, and the hub takes in
/// what it gives out.
class CloudEventRoundTripTest {

  private static final Topic TOPIC = new Topic("orders/é u");
  private static final Cursor ID = new Cursor(1732262400123L, 7);
  private static final JsonFormat SDK = new JsonFormat();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json | {\"a\":[1,\"b\",null]}",
        "application/json | \"text\"",
        "text/plain | a \"b\" \\ é 😀",
        "text/html | ``"
      })
  void anEventOfTheSdkComesOutAsItWentIn(String contentType, String data) {
    var sent =
        CloudEventBuilder.v1()
            .withId("A-1")
            .withSource(URI.create("https://shop.example.com/orders?a=b"))
            .withType("com.example.placed")
            .withSubject("a subject")
            .withTime(OffsetDateTime.parse("2026-01-02T03:04:05Z"))
            .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .withData(contentType, data.getBytes(UTF_8))
            .build();

    var event = published(SDK.withForceNonJsonDataToString().serialize(sent));
    var received = SDK.deserialize(Envelope.CLOUD_EVENT.encoded(event));

    assertThat(received.getType()).isEqualTo(sent.getType());
    assertThat(received.getId()).isEqualTo(ID.toString());
    assertThat(received.getSource()).isEqualTo(URI.create("/topics/orders/%C3%A9%20u"));
    assertThat(received.getSubject()).isEqualTo(TOPIC.value());
    assertThat(received.getTime()).isEqualTo(OffsetDateTime.parse("2024-11-22T08:00:00.123Z"));
    assertThat(received.getDataContentType()).isEqualTo(contentType);
    assertThat(data(received)).isEqualTo(data);
    assertThat(published(Envelope.CLOUD_EVENT.encoded(event))).isEqualTo(event);
  }

  private static String data(CloudEvent event) {
    return new String(Objects.requireNonNull(event.getData()).toBytes(), UTF_8);
  }

  private static TopicEvent published(byte[] json) {
    var event = CloudEvents.event(new JsonScanner(new String(json, UTF_8)));
    var content = CloudEventContent.of(event);
    return new TopicEvent(
        ID,
        new Publication(
            TOPIC, new EventType(event.getType()), null, content.contentType(), content.data()));
  }
}
