package dev.tidings.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.event.TopicFilters;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketRequestTest {

  private static final int MOST = 3;
  private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;

  private static Optional<TopicFilters> read(String body) throws IOException {
    return read(JSON, body.getBytes(UTF_8));
  }

  private static Optional<TopicFilters> read(MediaType type, byte[] body) throws IOException {
    return TicketRequest.read(type, new ByteArrayInputStream(body), MOST).filters();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \r\n", "{}", " { } "})
  void noFiltersMayBeNamed(String body) throws IOException {
    assertThat(read(body)).isEmpty();
  }

  @Test
  void filtersMayBeNamed() throws IOException {
    assertThat(read("{\"topics\":[\"a/*\",\"z\\u00fc\",\"a/*\"]}"))
        .contains(TopicFilters.of("a/*", "z\u00fc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json;charset=UTF-8", "application/x-www-form-urlencoded"})
  void itIsJsonAlsoIfCurlSaysOtherwise(String type) throws IOException {
    assertThat(read(MediaType.valueOf(type), "{\"topics\":[\"a\"]}".getBytes(UTF_8))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "null",
        "[]",
        "\"a\"",
        "{",
        "{} {}",
        "{}x",
        "{\"topics\":[\"a\"]}x",
        "{\"topics\":null}",
        "{\"topics\":\"a\"}",
        "{\"topics\":{}}",
        "{\"topics\":[]}",
        "{\"topics\":[1]}",
        "{\"topics\":[null]}",
        "{\"topics\":[[\"a\"]]}",
        "{\"topics\":[\"\"]}",
        "{\"topics\":[\"a//b\"]}",
        "{\"topics\":[\"\\ud800\"]}",
        "{\"topics\":[\"a\",\"b\",\"c\",\"d\"]}",
        "{\"topics\":[\"a\"],\"topics\":[\"b\"]}",
        "{\"topics\":[\"a\"],\"more\":1}",
        "{\"Topics\":[\"a\"]}",
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}"
      })
  void whatIsNotOfTheFormIsRefused(String body) {
    assertRefused(Problem.Malformed.class, JSON, body.getBytes(UTF_8));
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertRefused(Problem.Malformed.class, JSON, "{\"topics\":[\"\u00fc\"]}".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/json;charset=iso-8859-1"})
  void anotherTypeIsRefused(String type) {
    assertRefused(Problem.UnsupportedContent.class, MediaType.valueOf(type), "{}".getBytes(UTF_8));
  }

  @Test
  void aBodyIsBounded() {
    assertRefused(
        Problem.BodyTooLarge.class, JSON, " ".repeat(TicketRequest.LARGEST + 1).getBytes(UTF_8));
  }

  private static void assertRefused(Class<? extends Problem> why, MediaType type, byte[] body) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(type, body))
        .extracting(ProblemException::problem)
        .isInstanceOf(why);
  }
}
