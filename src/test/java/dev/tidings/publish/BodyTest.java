package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {

  private static final int LIMIT = 16;

  @ParameterizedTest
  @CsvSource({
    "text/plain, text/plain",
    "text/html, text/html",
    "TEXT/Plain, text/plain",
    "text/plain;charset=utf-8, text/plain",
    "text/plain; charset=UTF-8, text/plain",
    "text/plain; charset=\"utf-8\", text/plain",
    "text/plain; boundary=x, text/plain",
    "application/json, application/json",
    "application/vnd.api+json, application/vnd.api+json",
    "application/LD+JSON;profile=\"x\", application/ld+json",
    "image/x+json, image/x+json",
    "application/x-www-form-urlencoded, text/plain"
  })
  void textAndAnyJsonAreTaken(String declared, String type) throws IOException {
    assertThat(read(declared, "[1]")).isEqualTo(new Body(type, "[1]"));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "text",
        "/",
        "text/",
        "/plain",
        "text/*",
        "*/*",
        "*/json",
        "garbage",
        "text/plain;charset",
        "application/octet-stream",
        "application/xml",
        "application/jsonp",
        "application/json-seq",
        "multipart/form-data",
        "image/png",
        "text/plain;charset=iso-8859-1",
        "text/plain;charset=utf-16",
        "application/json;charset=us-ascii",
        "application/x-www-form-urlencoded;charset=latin1"
      })
  void otherTypesAndCharsetsAndNoneAtAllAreUnsupported(@Nullable String declared) {
    assertThat(problemOf(declared, "[1]".getBytes(UTF_8)))
        .isInstanceOf(Problem.UnsupportedContent.class);
  }

  @Test
  void aTypeTooLongToBeKeptIsUnsupported() throws IOException {
    var longest = "text/" + "x".repeat(250);

    assertThat(read(longest, "").contentType()).isEqualTo(longest);
    assertThat(problemOf(longest + "x", new byte[0]))
        .isInstanceOf(Problem.UnsupportedContent.class);
    assertThat(problemOf("text/" + "é".repeat(250), new byte[0]))
        .isInstanceOf(Problem.UnsupportedContent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a\nb\r\nc\r", "\0", "ä😀", "\ufeffa", "a=b&c=%20"})
  void dataIsKeptToTheByte(String data) throws IOException {
    assertThat(read("text/plain", data).data()).isEqualTo(data);
    assertThat(read("application/x-www-form-urlencoded", data).data()).isEqualTo(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c3", "61c3", "c0af", "eda080", "f4908080", "80", "e282"})
  void bytesThatAreNotUtf8AreMalformed(String hex) {
    assertThat(problemOf("text/plain", HexFormat.of().parseHex(hex)))
        .isInstanceOf(Problem.Malformed.class);
  }

  @Test
  void theLimitIsInBytesAndIncluded() throws IOException {
    assertThat(read("text/plain", "é".repeat(LIMIT / 2)).data()).hasSize(LIMIT / 2);
    assertThat(problemOf("text/plain", ("x" + "é".repeat(LIMIT / 2)).getBytes(UTF_8)))
        .isEqualTo(new Problem.EventTooLarge(LIMIT));
  }

  @Test
  void noMoreIsReadThanOneByteOverTheLimit() {
    var in = new ByteArrayInputStream(new byte[1000]);

    var refusal =
        catchThrowableOfType(ProblemException.class, () -> Body.read("text/plain", in, LIMIT));

    assertThat(refusal.problem()).isEqualTo(new Problem.EventTooLarge(LIMIT));
    assertThat(in.available()).isEqualTo(1000 - LIMIT - 1);
  }

  private static Body read(String declared, String data) throws IOException {
    return Body.read(declared, new ByteArrayInputStream(data.getBytes(UTF_8)), LIMIT);
  }

  private static Problem problemOf(@Nullable String declared, byte[] bytes) {
    return catchThrowableOfType(
            ProblemException.class,
            () -> Body.read(declared, new ByteArrayInputStream(bytes), LIMIT))
        .problem();
  }
}
