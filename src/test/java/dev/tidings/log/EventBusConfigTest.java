package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventBusConfigTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "1, PT0S",
    "10, PT0S",
    "11, PT0.00088S",
    "50, PT0.004S",
    "100, PT0.008S",
    "101, PT0.008S",
    "2147483647, PT0.008S"
  })
  void theMoreStreamsAreVisitedTheLongerItLingersUpToWhatIsConfigured(int visits, Duration linger) {
    assertThat(new EventBusConfig(Duration.ofMillis(8)).lingerAfter(visits)).isEqualTo(linger);
  }

  @Test
  void whoConfiguresNoneGetsNone() {
    assertThat(new EventBusConfig(Duration.ZERO).lingerAfter(10_000)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-0.001S", "PT0.501S", "P1D"})
  void noTimeAndTooLongATimeAreRefusedByTheNameOfTheKey(Duration linger) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventBusConfig(linger))
        .withMessageContaining("tidings.stream.linger");
  }
}
