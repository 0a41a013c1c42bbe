package dev.tidings.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLineTest {

  private static final Topic TOPIC = new Topic("a/b");

  @Test
  void aLineIsAPublication() {
    assertThat(
            read("{\"topic\":\"a/b\",\"event\":\"goal\",\"retry\":5000,\"data\":{\"minute\": 87}}"))
        .isEqualTo(
            new Publication(
                TOPIC,
                new EventType("goal"),
                Duration.ofSeconds(5),
                "application/json",
                "{\"minute\":87}"));
  }

  @Test
  void membersMayStandInAnyOrderWithWhiteSpaceBetween() {
    assertThat(read(" { \"data\" : \"x\" ,\t\"topic\" : \"a\\/b\" } \r"))
        .isEqualTo(Publication.text(TOPIC, "x"));
  }

  @Test
  void aStringIsSentAsItsTextAndAnyOtherValueAsJson() {
    assertThat(data("\"a\\nb\"")).isEqualTo(Publication.text(TOPIC, "a\nb"));
    assertThat(data("\"\"")).isEqualTo(Publication.text(TOPIC, ""));
    for (var json : new String[] {"null", "true", "-1.50", "[]", "{\"a\":[1,\"b c\"]}"}) {
      assertThat(data(json)).isEqualTo(Publication.json(TOPIC, null, json));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"event\":null", "\"event\":\"\"", "\"retry\":null"})
  void whatIsEmptyIsAsIfAbsent(String member) {
    assertThat(read("{\"topic\":\"a/b\"," + member + ",\"data\":\"x\"}"))
        .isEqualTo(Publication.text(TOPIC, "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x | is not JSON",
        "[] | is not JSON",
        "\ufeff{\"topic\":\"a\",\"data\":1} | is not JSON",
        "{\"topic\":\"a\",\"data\":1} {} | is not JSON",
        "{\"topic\":\"a\",\"data\":1,} | is not JSON",
        "{\"topic\":\"a\",\"data\":01} | is not JSON",
        "{} | 'topic' is missing",
        "{\"topic\":\"a\"} | 'data' is missing",
        "{\"data\":1} | 'topic' is missing",
        "{\"topic\":null,\"data\":1} | 'topic' is a string",
        "{\"topic\":1,\"data\":1} | 'topic' is a string",
        "{\"topic\":\"\",\"data\":1} | a topic is not empty",
        "{\"topic\":\"a//b\",\"data\":1} | a topic has no empty segment",
        "{\"topic\":\"a\\u0000\",\"data\":1} | a topic has no control character",
        "{\"topic\":\"a\",\"event\":7,\"data\":1} | 'event' is a string",
        "{\"topic\":\"a\",\"event\":\"tidings.x\",\"data\":1} | event types that begin with"
            + " 'tidings.' are the hub's",
        "{\"topic\":\"a\",\"event\":\"a\\nb\",\"data\":1} | an event type has no control character",
        "{\"topic\":\"a\",\"retry\":\"5\",\"data\":1} | 'retry' is a number of milliseconds",
        "{\"topic\":\"a\",\"retry\":-1,\"data\":1} | 'retry' is a number of milliseconds",
        "{\"topic\":\"a\",\"retry\":1.5,\"data\":1} | 'retry' is a number of milliseconds",
        "{\"topic\":\"a\",\"retry\":86400001,\"data\":1} | 'retry' is at most a day",
        "{\"topic\":\"a\",\"type\":\"x\",\"data\":1} | 'type' is no member of a publication",
        "{\"topic\":\"a\",\"topic\":\"a\",\"data\":1} | 'topic' is given twice",
        "{\"topic\":\"a\",\"event\":null,\"event\":\"x\",\"data\":1} | 'event' is given twice",
        "{\"topic\":\"a\",\"data\":1,\"data\":2} | 'data' is given twice",
        "{\"topic\":\"a\",\"data\":\"\\ud800\"} | has half of a surrogate pair, which no text has",
        "{\"topic\":\"\\udc00\",\"data\":1} | has half of a surrogate pair, which no text has"
      })
  void whatIsNotOfTheFormIsRefusedWithItsReason(String line, String detail) {
    assertThat(problemOf(line)).isEqualTo(new Problem.Malformed(detail));
  }

  @Test
  void aNameOfMeasurelessLengthIsNotSaidInFull() {
    var problem = (Problem.Malformed) problemOf("{\"" + "x".repeat(100_000) + "\":1}");

    assertThat(problem.detail()).hasSizeLessThan(100);
  }

  @Test
  void nestingWithoutMeasureIsRefused() {
    assertThat(problemOf("{\"topic\":\"a\",\"data\":" + "[".repeat(100_000) + "}"))
        .isInstanceOf(Problem.Malformed.class);
  }

  @Test
  void onlyWhiteSpaceIsABlankLine() {
    assertThat(BatchLine.isBlank("")).isTrue();
    assertThat(BatchLine.isBlank(" \t\r")).isTrue();
    assertThat(BatchLine.isBlank("\u00a0")).isFalse();
    assertThat(BatchLine.isBlank(" {")).isFalse();
  }

  private static Publication data(String json) {
    return read("{\"topic\":\"a/b\",\"data\":" + json + "}");
  }

  private static Publication read(String line) {
    return BatchLine.publication(line, Topic::new);
  }

  private static Problem problemOf(String line) {
    return catchThrowableOfType(ProblemException.class, () -> read(line)).problem();
  }
}
