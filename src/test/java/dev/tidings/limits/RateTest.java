package dev.tidings.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = 42;
  private final Rate<String> rate = new Rate<>(10);

  @Test
  void aSecondsWorthMayComeAtOnce() {
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take("a", now)).isEmpty();
    }

    assertThat(rate.take("a", now).orElseThrow())
        .isCloseTo(Duration.ofMillis(100), Duration.ofNanos(10));
  }

  @Test
  void whoWaitsAsLongAsToldIsServed() {
    rate.charge("a", 10, now);
    var wait = rate.take("a", now).orElseThrow();

    now += wait.toNanos();

    assertThat(rate.take("a", now)).isEmpty();
  }

  @Test
  void whoAsksTooEarlyPaysNothingForIt() {
    rate.charge("a", 10, now);
    for (int i = 0; i < 100; i++) {
      rate.take("a", now);
    }

    now += SECOND / 10;

    assertThat(rate.take("a", now)).isEmpty();
  }

  @Test
  void oneKeyTakesNothingFromAnother() {
    rate.charge("a", 10, now);

    assertThat(rate.take("b", now)).isEmpty();
  }

  @Test
  void aBatchIsPaidForLater() {
    assertThat(rate.take("a", now)).isEmpty();
    rate.charge("a", 49, now);

    assertThat(rate.take("a", now).orElseThrow())
        .isCloseTo(Duration.ofMillis(4100), Duration.ofNanos(10));
  }

  @Test
  void whoWasQuietForLongHasNoMoreThanASecondsWorth() {
    rate.take("a", now);

    now += 1000 * SECOND;

    for (int i = 0; i < 10; i++) {
      assertThat(rate.take("a", now)).isEmpty();
    }
    assertThat(rate.take("a", now)).isPresent();
  }

  @Test
  void whoWasQuietIsForgotten() {
    for (int i = 0; i < 1000; i++) {
      rate.take("address " + i, now);
    }

    now += 2 * SECOND;
    rate.take("another", now);

    assertThat(rate.size()).isEqualTo(1);
  }

  @Test
  void whoIsInDebtIsNotForgotten() {
    rate.charge("a", 1000, now);

    now += 2 * SECOND;
    rate.take("another", now);

    assertThat(rate.take("a", now)).isPresent();
  }

  @Test
  void withoutALimitNobodyIsRememberedOrRefused() {
    var unlimited = new Rate<String>(LimitsConfig.NONE);

    for (int i = 0; i < 1000; i++) {
      assertThat(unlimited.take("a", now)).isEmpty();
    }
    assertThat(unlimited.size()).isZero();
  }
}
