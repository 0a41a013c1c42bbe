package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A client that was away for longer than the log keeps.
class RetentionIT {

  private static final int KEPT = 100;
  private static final int PUBLISHED = 300;

  @Test
  void aClientIsToldOfAGapOnlyIfSomethingWasDroppedBehindItsPlace() {
    try (var hub =
        new Hub.Launch().with("tidings.retention.max-events", Integer.toString(KEPT)).start()) {
      var ids = new ArrayList<String>();
      for (int i = 0; i < PUBLISHED; i++) {
        ids.add(hub.publish("kept", Integer.toString(i)));
      }

      try (var stream = hub.resume("kept", ids.getFirst())) {
        var gap = stream.next();
        assertThat(gap.type()).isEqualTo("tidings.gap");
        var oldest = ids.indexOf(json(String.valueOf(gap.data())).getString("oldest"));
        assertThat(PUBLISHED - oldest).isBetween(KEPT * 9 / 10, KEPT * 11 / 10);
        assertThat(stream.next(PUBLISHED - oldest)).isEqualTo(numbersFrom(oldest));
      }
      try (var stream = hub.resume("kept", ids.get(PUBLISHED - KEPT / 2))) {
        assertThat(stream.next(KEPT / 2 - 1)).isEqualTo(numbersFrom(PUBLISHED - KEPT / 2 + 1));
      }
    }
  }

  private static List<String> numbersFrom(int first) {
    return IntStream.range(first, PUBLISHED).mapToObj(Integer::toString).toList();
  }
}
