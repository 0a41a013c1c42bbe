package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.event.Cursor;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.Reading;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private static final TopicFilters NEWS = TopicFilters.of("news");
  private static final int PAGES = 5;

  private final LogOfPages log = new LogOfPages();
  private final List<Replay> replays = new ArrayList<>();

  private Replay replay() {
    var replay = new Replay(log, NEWS, true);
    replays.add(replay);
    return replay;
  }

  @AfterEach
  void leaveTheRoom() {
    replays.forEach(Replay::pause);
  }

  @Test
  void pagesComeOneBehindTheOther() {
    var replay = replay();

    for (int page = 0; page < PAGES; page++) {
      assertThat(replay.read(Frames.place(page))).isEqualTo(pageBehind(page));
    }
    assertThat(log.reads).as("each page is read once").hasSize(PAGES);
  }

  @Test
  void theNextPageIsReadWhileTheLastIsWritten() throws Exception {
    replay().read(Frames.place(0));

    assertThat(log.nextRead().after()).isEqualTo(Frames.place(0));
    assertThat(log.nextRead().after()).isEqualTo(Frames.place(1));
  }

  @Test
  void nothingIsReadBehindTheTip() throws Exception {
    replay().read(Frames.place(PAGES - 1));

    assertThat(log.nextRead().after()).isEqualTo(Frames.place(PAGES - 1));
    assertThat(log.reads).isEmpty();
  }

  @Test
  void whatWasReadAheadIsNotTakenForAnotherPlace() {
    var replay = replay();
    replay.read(Frames.place(0));

    assertThat(replay.read(Frames.place(3))).isEqualTo(pageBehind(3));
  }

  @Test
  void aProblemThatWasMetAheadIsToldWhenItsPageIsAskedFor() {
    var replay = replay();
    log.broken = Frames.place(1);

    assertThat(replay.read(Frames.place(0))).isEqualTo(pageBehind(0));
    assertThatThrownBy(() -> replay.read(Frames.place(1))).isInstanceOf(ProblemException.class);
  }

  @Test
  void whenManyReplayAtOnceTheOthersReadSmallPagesOneByOne() throws Exception {
    for (int i = 0; i < 100; i++) {
      replay().read(Frames.place(PAGES - 1));
    }
    var first = log.nextRead();
    Read last = first;
    for (int i = 1; i < 100; i++) {
      last = log.nextRead();
    }
    assertThat(last.bytes()).isLessThan(first.bytes());

    replays.getLast().read(Frames.place(0));
    assertThat(log.nextRead().after()).isEqualTo(Frames.place(0));
    assertThat(log.reads).as("read ahead").isEmpty();
  }

  @Test
  void whoPausesLeavesTheRoomToOthers() throws Exception {
    for (int i = 0; i < 100; i++) {
      var replay = replay();
      replay.read(Frames.place(PAGES - 1));
      replay.pause();
    }
    var first = log.nextRead();
    for (int i = 1; i < 100; i++) {
      assertThat(log.nextRead()).isEqualTo(first);
    }
  }

  private static Reading pageBehind(int number) {
    return new Reading.Page(List.of(), Frames.place(number + 1));
  }

  private record Read(Cursor after, int limit, int bytes) {}

  /// A log whose pages end at the places 1 to [#PAGES].
  private static final class LogOfPages extends EmptyLog {

    private final BlockingQueue<Read> reads = new LinkedBlockingQueue<>();
    private volatile Cursor broken = Cursor.ORIGIN;

    Read nextRead() throws InterruptedException {
      var read = reads.poll(30, TimeUnit.SECONDS);
      assertThat(read).isNotNull();
      return read;
    }

    @Override
    public Reading read(Cursor after, TopicFilters filters, int limit, int bytes) {
      reads.add(new Read(after, limit, bytes));
      if (after.equals(broken)) {
        throw new Problem.Unavailable("broken", Duration.ofSeconds(1)).asException();
      }
      return pageBehind((int) after.sequence());
    }

    @Override
    public Cursor tip() {
      return Frames.place(PAGES);
    }
  }
}
