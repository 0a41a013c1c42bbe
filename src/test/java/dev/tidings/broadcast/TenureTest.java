package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenureTest {

  private static final Instant END = Instant.parse("2030-01-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FOR_EVER = Duration.ZERO;
  private static final Duration NEVER = Duration.ZERO;

  private final Tenure tenure = new Tenure(until(END), MINUTE, FOR_EVER);

  private static Holder until(@Nullable Instant end) {
    return new Holder("someone", null, end, "token", null);
  }

  @Test
  void aRightEndsAtItsEndAndNotBefore() {
    assertThat(tenure.isExpired(END.minusNanos(1))).isFalse();
    assertThat(tenure.isExpired(END)).isTrue();
  }

  @Test
  void aRightWithoutAnEndDoesNotEnd() {
    var endless = new Tenure(until(null), MINUTE, FOR_EVER);

    assertThat(endless.isExpired(Instant.MAX)).isFalse();
    assertThat(endless.isNoticeDue(Instant.MAX)).isFalse();
    assertThat(endless.takeNotice(Instant.MAX)).isNull();
  }

  @Test
  void noticeIsGivenOnceWithWhatIsLeft() {
    var soon = END.minusSeconds(40);
    assertThat(tenure.takeNotice(END.minusSeconds(61))).isNull();
    assertThat(tenure.isNoticeDue(soon)).isTrue();

    assertThat(tenure.takeNotice(soon)).isEqualTo(Duration.ofSeconds(40));

    assertThat(tenure.isNoticeDue(soon)).isFalse();
    assertThat(tenure.takeNotice(soon)).isNull();
  }

  @Test
  void noticeThatComesLateSaysThatNothingIsLeft() {
    assertThat(tenure.takeNotice(END.plusSeconds(1))).isEqualTo(Duration.ZERO);
  }

  @Test
  void afterARenewalNoticeIsGivenOfTheNewEnd() {
    var soon = END.minusSeconds(1);
    tenure.takeNotice(soon);

    tenure.renew("other", END.plusSeconds(30));

    assertThat(tenure.holder().token()).isEqualTo("other");
    assertThat(tenure.isExpired(END)).isFalse();
    assertThat(tenure.takeNotice(soon)).isEqualTo(Duration.ofSeconds(31));
  }

  @Test
  void aRenewalInTimeMakesNoticeNeedless() {
    tenure.renew("other", END.plus(Duration.ofHours(1)));

    assertThat(tenure.takeNotice(END.minusSeconds(1))).isNull();
  }

  @Test
  void whoDoesNotWantNoticeGetsNone() {
    var silent = new Tenure(until(END), NEVER, FOR_EVER);

    assertThat(silent.takeNotice(END.minusSeconds(1))).isNull();
  }

  @Test
  void aStreamIsRotatedInTheLastFifthOfItsLongestTime() {
    var rotated = new Tenure(until(null), NEVER, MINUTE);
    var now = System.nanoTime();

    assertThat(rotated.isToRotate(now + Duration.ofSeconds(47).toNanos())).isFalse();
    assertThat(rotated.isToRotate(now + MINUTE.toNanos())).isTrue();
    assertThat(tenure.isToRotate(now + Duration.ofDays(365).toNanos())).isFalse();
  }

  @Test
  void streamsThatBeganTogetherAreNotRotatedTogether() {
    var ninetyPerCent = System.nanoTime() + Duration.ofSeconds(54).toNanos();

    var rotated =
        Stream.generate(() -> new Tenure(until(null), NEVER, MINUTE))
            .limit(200)
            .filter(one -> one.isToRotate(ninetyPerCent))
            .count();

    assertThat(rotated).isBetween(1L, 199L);
  }
}
