package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwaitedTest {

  @ParameterizedTest
  @CsvSource({
    "25, true",
    "25.0.2, true",
    "25.0.3, false",
    "26, true",
    "26.0.1, false",
    "27, false"
  })
  void onlyReleasesWithoutTheCureAreWaitedInSteps(String version, boolean misses) {
    assertThat(Awaited.missesWakeUps(Runtime.Version.parse(version))).isEqualTo(misses);
  }
}
