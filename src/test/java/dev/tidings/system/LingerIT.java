package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A hub that lets events gather.
class LingerIT {

  private static final Duration LINGER = Duration.ofMillis(200);
  private static final Hub HUB =
      new Hub.Launch()
          .with("tidings.stream.linger", LINGER.toString())
          .with("tidings.drain.window", "PT0S")
          .start();

  @AfterAll
  static void stop() {
    HUB.close();
  }

  /// Half of them at the least: one that is stored before the hub has looked whether that was all
  /// goes out at once.
  @Test
  void whatIsPublishedSoonAfterAnotherGoesOutALittleLater() {
    try (var stream = HUB.subscribe("gathered")) {
      var began = System.nanoTime();
      for (int i = 0; i <= 8; i++) {
        HUB.publish("gathered", "e" + i);
        assertThat(stream.next(1)).containsExactly("e" + i);
      }

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(LINGER.multipliedBy(4));
    }
  }

  @Test
  void nothingIsLostToWhoComesBackMeanwhile() {
    var start = HUB.publish("gathered/much", "start");
    var after = start;
    for (int i = 0; i < 100; i++) {
      HUB.publish("gathered/much", "e" + i);
      if (i % 10 == 9) {
        try (var stream = HUB.resume("gathered/much", after)) {
          assertThat(stream.next(10))
              .isEqualTo(IntStream.rangeClosed(i - 9, i).mapToObj(n -> "e" + n).toList());
          after = stream.lastId();
        }
      }
    }
  }
}
