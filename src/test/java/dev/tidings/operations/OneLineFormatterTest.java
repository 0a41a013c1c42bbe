package dev.tidings.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineFormatterTest {

  private final OneLineFormatter formatter = new OneLineFormatter();

  @Test
  void aLineIsTimeLevelLoggerAndMessage() {
    assertThat(formatted("started port={0}", "8080"))
        .isEqualTo("2026-03-01T12:00:00.123Z INFO dev.tidings.Main started port=8080\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n2026-03-01T12:00:00.123Z INFO forged",
        "a\r\nb",
        "a\rb",
        "a\tb",
        "a\u000bb",
        "a\fb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\0b",
        "a\u001b[2K\u001b[1Ab",
        "a\u009b2Kb"
      })
  void whatStrangersSendCannotMakeALine(String hostile) {
    assertOneCleanLine(formatted("subject={0}", hostile));
    assertOneCleanLine(formatted(hostile));
    assertOneCleanLine(formatted("failed", new IllegalStateException(hostile)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query=?topic=a&token=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0, fragment=]",
        "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0",
        "query=?token=c2VjcmV0&topic=a",
        "query=?ticket=c2VjcmV0]",
        "query=?%74icket=tkt1_c2VjcmV0]",
        "Cookie: tidings_token=c2VjcmV0; a=b"
      })
  void aTokenIsNotLoggedEvenIfTheRecordHasOne(String record) {
    assertThat(formatted(record)).doesNotContain("c2VjcmV0").contains("***");
    assertThat(formatted("failed", new IllegalStateException(record))).doesNotContain("c2VjcmV0");
  }

  @Test
  void textThatHarmsNobodyStaysAsItIs() {
    assertThat(formatted("subject={0}", "ä日😀{1}")).endsWith("subject=ä日😀{1}\n");
  }

  @Test
  void whatStrangersSendCannotMakeAField() {
    assertThat(formatted("id={0} subject={1} reason={2}", "1", "a reason=drain \"b\\", "gone"))
        .endsWith(" id=1 subject=\"a reason=drain \\\"b\\\\\" reason=gone\n");
  }

  @Test
  void numbersAreWrittenAsTheyAre() {
    assertThat(formatted("bytes={0} of {1}", 1_234_567L, 8_000))
        .endsWith("bytes=1234567 of 8000\n");
  }

  @Test
  void aFailureStandsBehindItsMessageWithCauseAndPlace() {
    var failure = new IllegalStateException("outer", new IllegalArgumentException("inner"));

    assertThat(formatted("failed", failure))
        .contains(" failed failure=java.lang.IllegalStateException: outer\\n")
        .contains("OneLineFormatterTest")
        .contains("Caused by: java.lang.IllegalArgumentException: inner");
  }

  @Test
  void aRecordWithoutAMessageIsALineToo() {
    assertThat(formatted(null, new IllegalStateException("why"))).contains("why").endsWith("\n");
  }

  private static void assertOneCleanLine(String line) {
    assertThat(line).endsWith("\n");
    assertThat(line.lines()).hasSize(1);
    assertThat(line.strip().codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(c -> Character.getType(c) == Character.LINE_SEPARATOR)
        .noneMatch(c -> Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
  }

  private String formatted(String message, Object... parameters) {
    var entry = entry(message);
    entry.setParameters(parameters);
    return formatter.format(entry);
  }

  private String formatted(@Nullable String message, Throwable failure) {
    var entry = entry(message);
    entry.setThrown(failure);
    return formatter.format(entry);
  }

  private static LogRecord entry(@Nullable String message) {
    var entry = new LogRecord(Level.INFO, message);
    entry.setLoggerName("dev.tidings.Main");
    entry.setInstant(Instant.parse("2026-03-01T12:00:00.123Z"));
    return entry;
  }
}
