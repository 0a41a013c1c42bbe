package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A hub that lets events gather: those of many streams for long, those of few not at all.
class LingerIT {

  /// Behind a hundred streams.
  private static final Duration MOST = Duration.ofMillis(500);

  /// Behind as many as there are here.
  private static final Duration LINGER = MOST.dividedBy(5);

  private static final int STREAMS = 20;

  private static final Hub HUB =
      new Hub.Launch()
          .with("tidings.stream.linger", MOST.toString())
          .with("tidings.drain.window", "PT0S")
          .start();

  private static final List<EventStream> AUDIENCE = new ArrayList<>();

  @BeforeAll
  static void listen() {
    for (int i = 0; i < STREAMS; i++) {
      AUDIENCE.add(HUB.subscribe("gathered/**"));
    }
  }

  @AfterAll
  static void stop() {
    AUDIENCE.forEach(EventStream::close);
    HUB.close();
  }

  private static Duration publishOneAfterAnother(String topic, int count) {
    try (var stream = HUB.subscribe(topic)) {
      var began = System.nanoTime();
      for (int i = 0; i < count; i++) {
        HUB.publish(topic, "e" + i);
        assertThat(stream.next(1)).containsExactly("e" + i);
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  /// Half of them at the least: one that is stored before the hub has looked whether that was all
  /// goes out at once.
  @Test
  void whatIsPublishedToManySoonAfterAnotherGoesOutALittleLater() {
    assertThat(publishOneAfterAnother("gathered/slowly", 9)).isGreaterThan(LINGER.multipliedBy(4));
  }

  /// Half of them, as above, would take longer if these waited as well.
  @Test
  void whatIsPublishedToFewGoesOutAtOnce() {
    publishOneAfterAnother("few", 10);

    assertThat(publishOneAfterAnother("few", 200)).isLessThan(LINGER.multipliedBy(100));
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
