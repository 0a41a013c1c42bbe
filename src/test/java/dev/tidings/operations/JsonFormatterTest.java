package dev.tidings.operations;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatterTest {

  private final JsonFormatter formatter = new JsonFormatter();

  @Test
  void aLineHasTheMessageAndItsFields() {
    assertThat(line(null, "stream ended id={0} events={1} subject={2}", "a-1", 12_345L, null))
        .isEqualTo(
            """
            {"time":"2026-03-01T12:00:00.123Z","level":"INFO","logger":"dev.tidings.Main",\
            "message":"stream ended id=a-1 events=12345 subject=null","id":"a-1","events":12345,\
            "subject":null}
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n{\"level\":\"INFO\"}",
        "a\r\nb",
        "a\"b\\",
        "a\",\"level\":\"SEVERE",
        "a\u0000b\u001b[2K",
        "a\u0085b\u2028c\u2029d",
        "a\ud800b",
        "ä日😀 {1}"
      })
  void whatStrangersSendStaysWithinItsMember(String hostile) {
    for (var line : new String[] {line(null, "subject={0}", hostile), line(null, hostile)}) {
      assertThat(line.lines()).hasSize(1);
      assertThat(line.strip().codePoints()).noneMatch(Character::isISOControl);
      assertThat(parsed(line).keySet()).contains("time", "level", "logger", "message");
      assertThat(parsed(line).getString("level")).isEqualTo("INFO");
      assertThat(parsed(line)).hasSizeLessThanOrEqualTo(5);
    }
    assertThat(parsed(line(null, "subject={0}", hostile)).getString("subject")).isEqualTo(hostile);
  }

  @Test
  void aTokenIsNotLogged() {
    var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0";

    assertThat(line(new IllegalStateException(token), "for {0} query={1}", token, "token=" + token))
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void aFailureIsAMember() {
    var line = line(new IllegalStateException("why"), "failed at={0}", "noon");

    assertThat(parsed(line).getString("failure"))
        .startsWith("java.lang.IllegalStateException: why");
    assertThat(parsed(line).getString("at")).isEqualTo("noon");
  }

  @Test
  void aFieldNeverTakesTheNameOfAnother() {
    assertThat(parsed(line(null, "level={0}", "high")).getString("level_")).isEqualTo("high");
  }

  private static JsonObject parsed(String line) {
    try (var reader = Json.createReader(new StringReader(line))) {
      return reader.readObject();
    }
  }

  private String line(@Nullable Throwable failure, String message, @Nullable Object... parameters) {
    var entry = new LogRecord(Level.INFO, message);
    entry.setLoggerName("dev.tidings.Main");
    entry.setInstant(Instant.parse("2026-03-01T12:00:00.123Z"));
    entry.setParameters(parameters);
    entry.setThrown(failure);
    return formatter.format(entry);
  }
}
