package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.jackson.JsonFormat;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CloudEvents in the JSON format.
class CloudEventObjectTest {

  private static final String REQUIRED =
      "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

  private static CloudEvent read(String json) {
    return CloudEventUtils.toEvent(new CloudEventObject(new JsonScanner(json)));
  }

  private static String with(String members) {
    return "{" + REQUIRED + "," + members + "}";
  }

  private static Body content(String members) {
    return CloudEventContent.of(read(with(members)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{" + REQUIRED + "}",
        " { \"type\" : \"t\","
            + " \"source\":\"urn:a:b\",\"id\":\"é\\u00e9\\\"\",\"specversion\":\"1.0\"} ",
        "{" + REQUIRED + ",\"subject\":\"s\",\"time\":\"2026-01-02T03:04:05.678+02:00\"}",
        "{" + REQUIRED + ",\"dataschema\":\"https://example.com/schema\",\"subject\":null}",
        "{" + REQUIRED + ",\"text\":\"a\",\"flag\":true,\"number\":42}",
        "{" + REQUIRED + ",\"data\":{\"a\":[1,\"b\",null,true]}}",
        "{" + REQUIRED + ",\"data\":\"text\"}",
        "{" + REQUIRED + ",\"data\":null}",
        "{" + REQUIRED + ",\"datacontenttype\":\"application/json\",\"data\":\"text\"}",
        "{" + REQUIRED + ",\"data_base64\":\"AP8=\"}"
      })
  void theSdksOwnFormatReadsTheSame(String json) {
    var event = read(json);
    var expected = new JsonFormat().deserialize(json.getBytes(UTF_8));

    assertThat(event.getId()).isEqualTo(expected.getId());
    assertThat(event.getSource()).isEqualTo(expected.getSource());
    assertThat(event.getType()).isEqualTo(expected.getType());
    assertThat(event.getSubject()).isEqualTo(expected.getSubject());
    assertThat(event.getTime()).isEqualTo(expected.getTime());
    assertThat(event.getDataSchema()).isEqualTo(expected.getDataSchema());
    assertThat(event.getExtensionNames()).isEqualTo(expected.getExtensionNames());
    if (expected.getData() == null) {
      assertThat(event.getData()).isNull();
    } else if (json.contains("data_base64")) {
      assertThat(data(event)).isEqualTo(data(expected));
    } else {
      assertThat(value(data(event))).isEqualTo(value(data(expected)));
    }
  }

  private static byte[] data(CloudEvent event) {
    return Objects.requireNonNull(event.getData()).toBytes();
  }

  private static JsonValue value(byte[] json) {
    try (var reader = Json.createReader(new StringReader(new String(json, UTF_8)))) {
      return reader.readValue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"data\": {\"a\": 1.10, \"b\": 12345678901234567890.0e-1} | application/json |"
            + " {\"a\":1.10,\"b\":12345678901234567890.0e-1}",
        "\"data\":\"a\\nb\\u00e9\" | application/json | \"a\\nb\\u00e9\"",
        "\"data\":null | application/json | null",
        "\"datacontenttype\":\"application/Vnd.Shop+JSON; v=1\",\"data\":[ 1 ] |"
            + " application/vnd.shop+json | [1]",
        "\"datacontenttype\":\"text/plain\",\"data\":\"a\\\\b \\ud83d\\ude00\" | text/plain | a\\b"
            + " 😀",
        "\"data\":\"<a/>\",\"datacontenttype\":\"text/xml; charset=utf-8\" | text/xml | <a/>",
        "\"datacontenttype\":\"text/plain\",\"data\":{\"a\":1} | application/json | {\"a\":1}",
        "\"datacontenttype\":\"application/xml\",\"data\":\"<a/>\" | application/json | \"<a/>\"",
        "\"data_base64\":\"w6k=\" | text/plain | é",
        "\"data_base64\":\"w6k=\",\"datacontenttype\":\"text/html\" | text/html | é",
        "\"data_base64\":\"WyAxIF0=\",\"datacontenttype\":\"application/json\" | application/json |"
            + " [ 1 ]",
        "\"data_base64\":null,\"datacontenttype\":\"application/json\" | text/plain | ``",
        "\"subject\":\"s\" | text/plain | ``"
      })
  void dataIsTextUnderATextTypeAndElseItsJson(String members, String contentType, String data) {
    assertThat(content(members)).isEqualTo(new Body(contentType, data));
  }

  @Test
  void anEmptyStringUnderATextTypeIsEmpty() {
    assertThat(content("\"datacontenttype\":\"text/plain\",\"data\":\"\""))
        .isEqualTo(new Body("text/plain", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"data_base64\":\"/w==\"",
        "\"data_base64\":\"/w==\",\"datacontenttype\":\"application/json\"",
        "\"data_base64\":\"AAH/gA==\",\"datacontenttype\":\"image/png\"",
        "\"data_base64\":\"YQ==\",\"datacontenttype\":\"image/png\"",
        "\"data\":\"a\",\"datacontenttype\":\"text/plain; charset=utf-16\""
      })
  void dataThatAnEventCannotHaveIsUnsupported(String members) {
    var refusal = catchThrowableOfType(ProblemException.class, () -> content(members));

    assertThat(refusal.problem()).isInstanceOf(Problem.UnsupportedContent.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | specversion",
        "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"} | id",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"} | source",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"} | type",
        "{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | specversion",
        "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\"} | id",
        "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"/s\",\"type\":\"t\"} | id",
        "{\"specversion\":\"1.0\",\"id\":1,\"source\":\"/s\",\"type\":\"t\"} | id",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | 0.3",
        "{\"specversion\":\"2.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | 2.0",
        "{\"specversion\":1.0,\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | specversion",
        "{\"specversion\":\"1.0\",\"id\":\"a\\u0000\",\"source\":\"/s\",\"type\":\"t\"} | id",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\"} | source",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} | id"
      })
  void aRequiredAttributeThatIsMissingOrBadIsNamed(String json, String named) {
    assertMalformed(json, named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"time\":\"yesterday\" | time",
        "\"time\":\"\" | time",
        "\"dataschema\":\"a b\" | dataschema",
        "\"subject\":{} | subject",
        "\"subject\":\"\" | subject",
        "\"datacontenttype\":\"nothing\" | datacontenttype",
        "\"datacontenttype\":7 | datacontenttype",
        "\"someExtension\":\"a\" | someExtension",
        "\"list\":[1] | list",
        "\"data\":1,\"data_base64\":\"YQ==\" | data_base64",
        "\"data\":1,\"data\":1 | data",
        "\"data_base64\":\"%%\" | data_base64",
        "\"data_base64\":7 | data_base64"
      })
  void whatElseIsBadIsNamed(String members, String named) {
    assertMalformed(with(members), named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{", "{\"id\"}", "{\"id\":\"1\",}", "{\"data\":{]}"})
  void whatIsNoObjectIsRefused(String json) {
    assertMalformed(json, "JSON");
  }

  @Test
  void halfASurrogatePairIsNoText() {
    assertThat(content("\"data\":\"\\ud800\""))
        .isEqualTo(new Body("application/json", "\"\\ud800\""));
    assertMalformed(with("\"subject\":\"\\ud800\""), "surrogate");
    var members = "\"datacontenttype\":\"text/plain\",\"data\":\"\\ud800\"";
    var refusal = catchThrowableOfType(ProblemException.class, () -> content(members));
    assertThat(refusal.problem()).isInstanceOf(Problem.Malformed.class);
  }

  private static void assertMalformed(String json, String named) {
    var refusal =
        catchThrowableOfType(
            ProblemException.class, () -> CloudEvents.event(new JsonScanner(json)));

    assertThat(refusal).as(json).isNotNull();
    assertThat(refusal.problem()).isInstanceOf(Problem.Malformed.class);
    assertThat(((Problem.Malformed) refusal.problem()).detail())
        .contains(named)
        .doesNotContain("java.", "Exception", "io.cloudevents");
  }
}
