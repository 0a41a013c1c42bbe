package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.TopicFilters;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final int CAPACITY = 100_000;

  private final Broadcasters broadcasters = new Broadcasters();
  private final Window window = new Window(CAPACITY);

  @AfterEach
  void close() {
    broadcasters.close();
  }

  @Test
  void theFramesThatAreHeldFitAndAreTheNewest() {
    var broadcaster = broadcaster(0);
    for (int number = 1; number <= 1000; number++) {
      add(Frames.frame(number, "x".repeat(number)), List.of(broadcaster));

      var held = held(broadcaster, number);
      assertThat(held.stream().mapToInt(Frame::length).sum()).isLessThanOrEqualTo(CAPACITY);
      assertThat(held.getLast().cursor()).isEqualTo(Frames.place(number));
    }
    assertThat(held(broadcaster, 1000))
        .as("and no more is dropped than must be")
        .hasSizeGreaterThan(80);
  }

  @Test
  void whatEachChainCostsCountsAsWell() {
    var many = IntStream.range(0, 500).mapToObj(this::broadcaster).toList();
    for (int number = 1; number <= 1000; number++) {
      add(Frames.frame(number, ""), many);
    }

    var links = many.stream().mapToInt(each -> held(each, 1000).size()).sum();
    assertThat(links * 32).as("bytes of links, at the least").isLessThanOrEqualTo(CAPACITY);
  }

  @Test
  void aFrameLargerThanTheWindowIsNotHeld() {
    var broadcaster = broadcaster(0);
    add(Frames.frame(1), List.of(broadcaster));
    add(Frames.frame(2, "x".repeat(CAPACITY)), List.of(broadcaster));
    assertThat(held(broadcaster, 2)).isEmpty();

    add(Frames.frame(3), List.of(broadcaster));
    assertThat(held(broadcaster, 3)).extracting(Frame::cursor).containsExactly(Frames.place(3));
  }

  @Test
  void eachChainLosesOnlyWhatWasItsOwn() {
    var quiet = broadcaster(0);
    var busy = broadcaster(1);
    add(Frames.frame(1), List.of(busy));
    add(Frames.frame(2), List.of(busy, quiet));
    add(Frames.frame(3, "x".repeat(CAPACITY - 2000)), List.of(busy));
    assertThat(held(quiet, 3)).hasSize(1);

    add(Frames.frame(4, "x".repeat(1500)), List.of(busy));

    assertThat(held(quiet, 4)).isEmpty();
    assertThat(held(busy, 4)).extracting(Frame::cursor).doesNotContain(Frames.place(1));
  }

  private TopicBroadcaster broadcaster(int number) {
    return broadcasters.on(TopicFilters.of("news", "users/" + number));
  }

  private void add(Frame frame, List<TopicBroadcaster> holders) {
    holders.forEach(holder -> holder.chain().append(frame));
    window.add(frame, holders);
  }

  /// What can be read from the oldest place that there still is.
  private static List<Frame> held(TopicBroadcaster broadcaster, int newest) {
    for (int number = 0; number <= newest; number++) {
      var place = Frames.place(number);
      var run =
          broadcaster.chain().at(place).flatMap(link -> Chain.read(link, place, Integer.MAX_VALUE));
      if (run.isPresent()) {
        return run.get().frames();
      }
    }
    throw new AssertionError("no place is left");
  }
}
