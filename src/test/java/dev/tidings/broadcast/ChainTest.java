package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChainTest {

  private static final int ALL = Integer.MAX_VALUE;

  private final Chain chain = new Chain(Frames.place(10));

  @Test
  void aNewChainHasNothingBehindWhereItBegins() {
    assertThat(read(Frames.place(10))).isEmpty();
    assertThat(read(Frames.place(11))).isEmpty();
    assertThat(chain.at(Frames.place(9))).isEmpty();
  }

  @Test
  void whatIsAppendedIsReadBehindEachPlace() {
    append(11, 13, 15);

    assertThat(read(Frames.place(10))).containsExactly(places(11, 13, 15));
    assertThat(read(Frames.place(11))).containsExactly(places(13, 15));
    assertThat(read(Frames.place(12))).containsExactly(places(13, 15));
    assertThat(read(Frames.place(15))).isEmpty();
    assertThat(read(Frames.place(99))).isEmpty();
  }

  @Test
  void aReaderGoesOnWhereItStopped() {
    var place = chain.newest();
    append(11, 12);
    var first = Chain.read(place, Frames.place(10), ALL).orElseThrow();
    append(13);
    var second = Chain.read(first.end(), Frames.place(12), ALL).orElseThrow();

    assertThat(first.frames()).hasSize(2);
    assertThat(second.frames()).extracting(Frame::cursor).containsExactly(Frames.place(13));
    assertThat(second.end()).isSameAs(chain.newest());
  }

  @Test
  void aRunEndsOnceItHoldsTheBytesAndTakesOneFrameAtLeast() {
    append(11, 12, 13, 14);
    var size = Frames.frame(11).length();
    var start = chain.at(Frames.place(10)).orElseThrow();

    assertThat(Chain.read(start, Frames.place(10), 1).orElseThrow().frames()).hasSize(1);
    assertThat(Chain.read(start, Frames.place(10), size).orElseThrow().frames()).hasSize(1);
    assertThat(Chain.read(start, Frames.place(10), size + 1).orElseThrow().frames()).hasSize(2);
  }

  @Test
  void whatIsDroppedIsNoLongerToBeHadAndTheRestIs() {
    append(11, 12, 13);

    chain.dropOldest();

    assertThat(chain.at(Frames.place(10))).isEmpty();
    assertThat(read(Frames.place(11))).containsExactly(places(12, 13));
  }

  @Test
  void aReaderThatWasOvertakenIsToldSo() {
    var place = chain.newest();
    append(11, 12, 13);
    chain.dropOldest();

    assertThat(Chain.read(place, Frames.place(10), ALL)).isEmpty();
  }

  @Test
  void aReaderRightBehindWhatIsDroppedLosesNothing() {
    append(11);
    var place = chain.newest();
    append(12, 13);
    chain.dropOldest();

    assertThat(Chain.read(place, Frames.place(11), ALL).orElseThrow().frames()).hasSize(2);
  }

  @Test
  void aChainThatWasEmptiedGoesOn() {
    append(11, 12);
    chain.dropOldest();
    chain.dropOldest();
    chain.dropOldest();

    assertThat(chain.at(Frames.place(11))).isEmpty();
    assertThat(read(Frames.place(12))).isEmpty();
    append(13);
    assertThat(read(Frames.place(12))).containsExactly(places(13));
  }

  private void append(int... numbers) {
    IntStream.of(numbers).mapToObj(Frames::frame).forEach(chain::append);
  }

  private List<Cursor> read(Cursor cursor) {
    var place = chain.at(cursor).orElseThrow();
    return Chain.read(place, cursor, ALL).orElseThrow().frames().stream()
        .map(Frame::cursor)
        .toList();
  }

  private static Cursor[] places(int... numbers) {
    return IntStream.of(numbers).mapToObj(Frames::place).toArray(Cursor[]::new);
  }
}
