package dev.tidings.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {

  @Test
  void whoDoesNotSayGetsEvents() {
    assertThat(Transport.preferred(null)).contains(Transport.EVENTS);
    assertThat(Transport.preferred(" ")).contains(Transport.EVENTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/event-stream | EVENTS",
        "application/json | POLL",
        "application/x-ndjson | LINES",
        "APPLICATION/X-NDJSON;charset=utf-8 | LINES",
        "*/* | EVENTS",
        "text/* | EVENTS",
        "application/* | POLL",
        "text/html, */*;q=0.1 | EVENTS",
        "*/*, text/event-stream;q=0 | POLL",
        "*/*, text/event-stream;q=0, application/json;q=0.0 | LINES",
        "application/*, application/json;q=0 | LINES",
        "application/json;q=0.5, text/event-stream;q=0.4 | POLL",
        "application/json, text/event-stream | EVENTS",
        "application/json;q=0.001, image/png | POLL",
        "application/json;q=0.2, application/json;q=0.9, */*;q=0.5 | POLL",
        "nonsense, application/json | POLL",
        "text/event-stream;q=x, application/json;q=0.1 | POLL",
        "text/event-stream;q=2, application/json;q=0.1 | POLL",
        "text/event-stream;q=NaN, application/json;q=0.1 | POLL",
        ", application/json, | POLL"
      })
  void theOneThatTheClientLikesBestIsChosen(String accept, Transport expected) {
    assertThat(Transport.preferred(accept)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "application/json;q=0",
        "*/*;q=0",
        "application/xml, image/*",
        "garbage",
        ",,"
      })
  void whereNoneFitsThereIsNone(String accept) {
    assertThat(Transport.preferred(accept)).isEmpty();
  }
}
