package dev.tidings.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinceTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T11:00:00Z,       2026-03-01T11:00:00Z",
    "2026-03-01T11:00:00.123Z,   2026-03-01T11:00:00.123Z",
    "2026-03-01T12:00:00+01:00,  2026-03-01T11:00:00Z",
    "2027-01-01T00:00:00Z,       2027-01-01T00:00:00Z",
    "PT10M,                      2026-03-01T11:50:00Z",
    "P1DT1H,                     2026-02-28T11:00:00Z",
    "PT0.5S,                     2026-03-01T11:59:59.500Z",
    "PT0S,                       2026-03-01T12:00:00Z",
    "-PT10M,                     2026-03-01T12:10:00Z",
    "PT-10M,                     2026-03-01T12:10:00Z",
    "500ms,                      2026-03-01T11:59:59.500Z",
    "30s,                        2026-03-01T11:59:30Z",
    "10m,                        2026-03-01T11:50:00Z",
    "2h,                         2026-03-01T10:00:00Z",
    "1d,                         2026-02-28T12:00:00Z",
    "0m,                         2026-03-01T12:00:00Z",
    "999999999s,                 1994-06-23T10:13:21Z"
  })
  void aTimeIsAnInstantOrADurationBack(String text, Instant time) {
    assertThat(Since.parse(text, NOW)).isEqualTo(new Since.At(time));
  }

  @Test
  void earliestIsAWord() {
    assertThat(Since.parse("earliest", NOW)).isEqualTo(new Since.Earliest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "Earliest",
        "10",
        "10 m",
        "10w",
        "-10m",
        "1.5h",
        "m",
        "10M",
        "1234567890s",
        "P",
        "PT",
        "P1M",
        "P1Y",
        "1732262400123",
        "1732262400123-0",
        "2026-03-01",
        "2026-03-01T11:00:00",
        "2026-02-30T11:00:00Z",
        "PT9223372036854775807S",
        "PT-9223372036854775807S",
        "PT99999999999999999999S",
        "١٠m"
      })
  void anythingElseIsRefusedWithTheForms(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Since.parse(text, NOW))
        .withMessageContaining("ISO-8601")
        .withMessageContaining("10m")
        .withMessageContaining("earliest");
  }
}
