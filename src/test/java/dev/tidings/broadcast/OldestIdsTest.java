package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OldestIdsTest {

  @Test
  void theOldestAreHeldInOrder() {
    var ids = added(100, 10);

    assertThat(ids.isAll()).isFalse();
    assertThat(ids.next(100)).isEqualTo(IntStream.range(0, 10).mapToObj(Frames::place).toList());
  }

  @Test
  void ifTheyAreFewAllAreHeld() {
    var ids = added(10, 10);

    assertThat(ids.isAll()).isTrue();
    assertThat(ids.next(100)).hasSize(10);
  }

  @Test
  void theyAreUsedUpFromTheOldestOn() {
    var ids = added(10, 10);
    ids.removeThrough(Frames.place(3));

    assertThat(ids.next(2)).isEqualTo(List.of(Frames.place(4), Frames.place(5)));
    ids.removeThrough(Frames.place(9));
    assertThat(ids.next(2)).isEmpty();
  }

  @Test
  void someMayBeLeftOutLater() {
    var ids = added(10, 10);
    ids.removeThrough(Frames.place(3));

    ids.keep(6);
    assertThat(ids.isAll()).isTrue();
    ids.keep(2);
    assertThat(ids.isAll()).isFalse();
    assertThat(ids.next(100)).isEqualTo(List.of(Frames.place(4), Frames.place(5)));
  }

  private static OldestIds added(int count, int most) {
    var places = new ArrayList<>(IntStream.range(0, count).mapToObj(Frames::place).toList());
    Collections.shuffle(places, new Random(1));
    var ids = new OldestIds(most);
    places.forEach(ids::add);
    ids.sort();
    return ids;
  }
}
