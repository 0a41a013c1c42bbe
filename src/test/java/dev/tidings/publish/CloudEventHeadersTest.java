package dev.tidings.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import org.glassfish.jersey.internal.util.collection.StringKeyIgnoreCaseMultivaluedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CloudEvents in binary mode, and how a request tells its mode.
class CloudEventHeadersTest {

  private final MultivaluedMap<String, String> headers = new StringKeyIgnoreCaseMultivaluedMap<>();

  private void giveRequired() {
    headers.putSingle("ce-specversion", "1.0");
    headers.putSingle("CE-ID", "1");
    headers.putSingle("Ce-Source", "/s");
    headers.putSingle("ce-type", "t");
  }

  @Test
  void attributesAreReadWhateverTheCaseOfTheirNames() {
    giveRequired();
    headers.putSingle("content-TYPE", "text/plain");
    headers.putSingle("Authorization", "Bearer secret");

    assertThat(CloudEventHeaders.read(headers))
        .isEqualTo(
            Map.of(
                "ce-specversion", "1.0",
                "ce-id", "1",
                "ce-source", "/s",
                "ce-type", "t",
                "Content-Type", "text/plain"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "ce-type, caf%C3%A9%20%22%25, café \"%",
        "ce-id, `\"a \\\"b\\\" c\"`, `a \"b\" c`",
        "ce-id, \"%F0%9F%98%80\", 😀",
        "ce-subject, %2f, /",
        "ce-source, https://example.com/a%20b, https://example.com/a%20b",
        "ce-traceparent, %zz, %zz"
      })
  void valuesAreDecodedOnceButForThoseOfUrisAndExtensions(
      String header, String value, String decoded) {
    giveRequired();
    headers.putSingle(header, value);

    assertThat(CloudEventHeaders.read(headers)).containsEntry(header, decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce-specversion", "ce-id", "ce-source", "ce-type"})
  void aRequiredAttributeThatIsMissingOrEmptyOrGivenTwiceIsNamed(String header) {
    giveRequired();
    headers.remove(header);
    assertRefusalNames(header.substring("ce-".length()));

    headers.putSingle(header, "");
    assertRefusalNames(header.substring("ce-".length()));

    giveRequired();
    headers.add(header, "1.0");
    assertRefusalNames(header);
  }

  @ParameterizedTest
  @CsvSource({
    "ce-type, a%0ab, type",
    "ce-id, %FF, ce-id",
    "ce-id, 100%, ce-id",
    "ce-type, é, ce-type",
    "ce-specversion, 1.1, 1.1",
    "ce-specversion, 0.3, 0.3",
    "ce-subject, '', subject"
  })
  void aBadValueIsNamed(String header, String value, String named) {
    giveRequired();
    headers.putSingle(header, value);

    assertRefusalNames(named);
  }

  private void assertRefusalNames(String name) {
    var refusal =
        catchThrowableOfType(ProblemException.class, () -> CloudEventHeaders.read(headers));

    assertThat(refusal.problem())
        .isInstanceOfSatisfying(
            Problem.Malformed.class, problem -> assertThat(problem.detail()).contains(name));
  }

  @ParameterizedTest
  @CsvSource({
    "application/cloudevents+json, STRUCTURED",
    "Application/CloudEvents+JSON; charset=utf-8, STRUCTURED",
    "application/cloudevents-batch+json, BATCHED",
    "application/json, BINARY",
    "text/plain, BINARY"
  })
  void theContentTypeDecidesTheMode(String contentType, CloudEventMode mode) {
    headers.putSingle("ce-id", "1");
    headers.putSingle("Content-Type", contentType);

    assertThat(CloudEventMode.of(headers)).isEqualTo(mode);
  }

  @Test
  void withoutAnyOfTheRequiredAttributesThereIsNoCloudEvent() {
    headers.putSingle("Content-Type", "application/json");
    assertThat(CloudEventMode.of(headers)).isEqualTo(CloudEventMode.NONE);

    headers.putSingle("ce-other", "1");
    assertThat(CloudEventMode.of(headers)).isEqualTo(CloudEventMode.NONE);

    headers.clear();
    assertThat(CloudEventMode.of(headers)).isEqualTo(CloudEventMode.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents",
        "application/cloudevents+avro",
        "application/cloudevents-batch+xml",
        "application/cloudevents+json; charset=utf-16"
      })
  void otherFormatsAreUnsupported(String contentType) {
    headers.putSingle("Content-Type", contentType);

    var refusal = catchThrowableOfType(ProblemException.class, () -> CloudEventMode.of(headers));

    assertThat(refusal.problem()).isInstanceOf(Problem.UnsupportedContent.class);
  }
}
