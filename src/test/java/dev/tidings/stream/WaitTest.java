package dev.tidings.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "54, 54", "55, 55", "56, 55", "2147483648, 55", "007, 7"})
  void secondsAreCutToTheLongest(String text, long seconds) {
    assertThat(Wait.parse(text).duration()).hasSeconds(seconds);
  }

  @Test
  void anyNumberOfDigitsIsANumber() {
    assertThat(Wait.parse("9".repeat(1000)).duration()).hasSeconds(55);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "x", "1.5", "1s", "PT1S", " 1", "+1", "٣"})
  void allElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Wait.parse(text));
  }
}
