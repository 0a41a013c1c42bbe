package dev.tidings.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who holds too many streams, and how many too many.
class BalanceTest {

  private final Balance balance = new Balance(1.5);

  @Test
  void whoIsAloneSendsNobodyAway() {
    assertThat(balance.excess(10_000, List.of())).isZero();
  }

  @Test
  void whoHoldsLessThanTheThresholdSendsNobodyAway() {
    assertThat(balance.excess(149, List.of(50, 101))).isZero();
    assertThat(balance.excess(100, List.of(100))).isZero();
    assertThat(balance.excess(0, List.of(1000))).isZero();
  }

  @Test
  void whoHoldsMoreSendsAwayWhatIsAboveItsShare() {
    assertThat(balance.excess(300, List.of(0))).isEqualTo(143);
  }

  @Test
  void itGoesOnUntilLittleIsAboveTheShareAndThenCeases() {
    assertThat(balance.excess(400, List.of(100))).isPositive();
    assertThat(balance.excess(300, List.of(200))).isEqualTo(38);
    assertThat(balance.excess(262, List.of(238))).isZero();

    assertThat(balance.excess(300, List.of(200))).as("not again at once").isZero();
  }

  /// The reason for the threshold of k8s/overlays/cluster.
  @ParameterizedTest
  @CsvSource({"1.5, 2, 0", "1.3, 2, 300", "1.3, 3, 213", "1.3, 4, 0"})
  void whetherANodeThatIsAddedGetsStreamsOfTheOthersDependsOnTheThreshold(
      double threshold, int full, int excess) {
    var elsewhere = new ArrayList<>(Collections.nCopies(full - 1, 1000));
    elsewhere.add(0);

    assertThat(new Balance(threshold).excess(1000, elsewhere)).isEqualTo(excess);
  }

  @Test
  void whatIsTooFewToMatterStays() {
    assertThat(balance.excess(Balance.TRIFLE, List.of(0))).isZero();
    assertThat(balance.excess(2 * Balance.TRIFLE, List.of(0))).isEqualTo(Balance.TRIFLE - 1);
  }

  @Test
  void manyNodesWithHugeNumbersDoNotOverflow() {
    var most = Integer.MAX_VALUE;

    assertThat(balance.excess(most, List.of(most, most))).isZero();
  }

  @Test
  void whoHasSentAllAwayIsNotAskedForMoreThanThereAre() {
    assertThat(balance.excess(100, List.of(0))).isPositive();

    assertThat(balance.excess(1, List.of(0))).isZero();
    assertThat(balance.excess(0, List.of(0))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, PT5S, tidings.shedding.threshold",
    "-2, 10, PT5S, tidings.shedding.threshold",
    "NaN, 10, PT5S, tidings.shedding.threshold",
    "101, 10, PT5S, tidings.shedding.threshold",
    "2, 0, PT5S, tidings.shedding.per-second",
    "2, 1001, PT5S, tidings.shedding.per-second",
    "2, 10, PT0.09S, tidings.shedding.interval",
    "2, 10, PT2H, tidings.shedding.interval",
  })
  void aSettingThatCannotBeIsNamed(double threshold, int perSecond, Duration interval, String key) {
    assertThatThrownBy(() -> new SheddingConfig(threshold, perSecond, interval))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }
}
