package dev.tidings.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-0",
        "1732262400123-0",
        "1732262400123-17",
        "9223372036854775807-9223372036854775807"
      })
  void anIdIsReadAsItWasWritten(String id) {
    assertThat(Cursor.parse(id)).map(Cursor::toString).hasValue(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "1",
        "1-",
        "-1",
        "1--1",
        "-1-1",
        "1-1-1",
        "+1-1",
        " 1-1",
        "1-1 ",
        "1-1\n",
        "01-1",
        "1-01",
        "1_1",
        "1-a",
        "0x1-1",
        "1.0-1",
        "١-١",
        "9223372036854775808-0",
        "0-9223372036854775808",
        "99999999999999999999-0",
        "1732262400123-0\0"
      })
  void whatIsNoIdIsNone(String text) {
    assertThat(Cursor.parse(text)).isEmpty();
  }

  @Test
  void cursorsAscendInTimeAndThenInSequence() {
    var ascending = Stream.of("0-0", "0-1", "1-0", "1-9", "1-10", "2-0", "10-0").map(this::cursor);

    assertThat(ascending).isSorted().doesNotHaveDuplicates();
    assertThat(cursor("1-9").isBefore(cursor("1-10"))).isTrue();
    assertThat(cursor("1-9").isAfter(cursor("1-10"))).isFalse();
    assertThat(cursor("1-9").isBefore(cursor("1-9"))).isFalse();
    assertThat(cursor("1-9").isAfter(cursor("1-9"))).isFalse();
    assertThat(cursor("1-9").orLater(cursor("2-0"))).isEqualTo(cursor("2-0"));
    assertThat(cursor("2-0").orLater(cursor("1-9"))).isEqualTo(cursor("2-0"));
  }

  @ParameterizedTest
  @CsvSource({
    "1000-5, 1001, 1001-0",
    "1000-5, 5000, 5000-0",
    "1000-5, 1000, 1000-6",
    "1000-5,  999, 1000-6",
    "1000-5,    0, 1000-6",
    "1000-5,  -50, 1000-6",
    "0-0,       0, 0-1"
  })
  void theNextIdLiesBehindEvenIfTheClockStepsBack(String id, long clock, String next) {
    assertThat(cursor(id).next(Instant.ofEpochMilli(clock))).hasToString(next);
  }

  @Test
  void aCursorKnowsItsTime() {
    assertThat(cursor("1732262400123-4").instant())
        .isEqualTo(Instant.parse("2024-11-22T08:00:00.123Z"));
  }

  @Test
  void noPartIsNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Cursor(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cursor(0, -1));
  }

  private Cursor cursor(String id) {
    return Cursor.parse(id).orElseThrow();
  }
}
