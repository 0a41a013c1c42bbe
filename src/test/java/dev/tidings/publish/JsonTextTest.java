package dev.tidings.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.event.Topic;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import jakarta.json.Json;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.5e+10",
        "1E400",
        "1e999999999",
        "\"\"",
        "\"a\\u0000\\n\\/\\ud800\"",
        "\"ä😀\u2028\u007f\"",
        " \t\r\n[ 1 , 2 ] \r\n",
        "{\"a\":{\"b\":[1,\"2\",null]}}",
        "{\"a\":1,\"a\":2}",
        "{\"\":0}",
        "[[[[]]]]"
      })
  void jsonPasses(String data) {
    assertThatNoException().isThrownBy(() -> JsonText.check(data));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "\ufeff{}",
        "NaN",
        "[NaN]",
        "Infinity",
        "-Infinity",
        "undefined",
        "True",
        "tru",
        "nullx",
        "null null",
        "1 2",
        "\"a\" \"b\"",
        "{} {}",
        "{}x",
        "[],",
        "[1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "]",
        "}",
        "[}",
        "{]",
        "01",
        "[01]",
        "+1",
        ".5",
        "1.",
        "1e",
        "0x1",
        "-",
        "--1",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\0\"",
        "// c\n1",
        "/* c */1",
        "\u00a0 1",
        "1\0",
        "\u000b1"
      })
  void whatIsNotJsonIsRefused(String data) {
    assertRefused(data);
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000})
  void nestingWithoutEndIsRefusedAndNotAFault(int depth) {
    assertRefused("[".repeat(depth));
    assertRefused("{\"a\":".repeat(depth));
    assertRefused("[".repeat(depth) + "]".repeat(depth));
    assertRefused("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
  }

  @Test
  void reasonableNestingPasses() {
    assertThatNoException().isThrownBy(() -> JsonText.check("[".repeat(500) + "]".repeat(500)));
  }

  @Test
  void numbersAndStringsMayBeAsLongAsTheEvent() {
    assertThatNoException().isThrownBy(() -> JsonText.check("9".repeat(60_000)));
    assertThatNoException().isThrownBy(() -> JsonText.check("0." + "1".repeat(60_000)));
    assertThatNoException().isThrownBy(() -> JsonText.check("\"" + "a".repeat(60_000) + "\""));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "Application/JSON, true",
    "application/ld+json, true",
    "text/plain, false",
    "application/json-seq, false",
    "application/jsonp, false"
  })
  void jsonTypesClaimToBeJson(String contentType, boolean claims) {
    assertThat(JsonText.isClaimedBy(contentType)).isEqualTo(claims);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a\"b", "a\\b", "\\\"/\"", "ä日😀 {}"})
  void aQuotedTopicIsReadAsTheTopic(String topic) {
    try (var reader = Json.createReader(new StringReader(JsonText.quoted(new Topic(topic))))) {
      assertThat(reader.readValue()).isEqualTo(Json.createValue(topic));
    }
  }

  private static void assertRefused(String data) {
    var refusal = catchThrowableOfType(ProblemException.class, () -> JsonText.check(data));

    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isInstanceOf(Problem.Malformed.class);
  }
}
