package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IntakeTest {

  private static final Duration MOMENT = Duration.ofMillis(20);
  private static final int ALL = 32 << 10;

  private final List<Item> refused = new ArrayList<>();
  private boolean failing;
  private final Intake<Item> intake =
      new Intake<>(MOMENT, () -> failing, LogDirectory::unavailable);

  private final class Item implements Intake.Order {

    private final int kibibytes;

    Item(int kibibytes) {
      this.kibibytes = kibibytes;
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    public int kibibytes() {
      return kibibytes;
    }

    @Override
    public void refuse(ProblemException refusal) {
      refused.add(this);
    }
  }

  private static void assertRefused(String detail, ThrowingCallable call) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(call)
        .extracting(ProblemException::problem)
        .isInstanceOfSatisfying(
            Problem.Unavailable.class, it -> assertThat(it.detail()).isEqualTo(detail));
  }

  @Test
  void whatIsHandedInComesOutInItsOrder() {
    var items = IntStream.range(0, 10).mapToObj(_ -> new Item(1)).toList();
    items.forEach(intake::takeIn);

    assertThat(intake.next(MOMENT)).isEqualTo(items);
    assertThat(intake.next(MOMENT)).isEmpty();
  }

  @Test
  void aBatchIsBoundedInNumberAndInMemory() {
    IntStream.range(0, 1500).forEach(_ -> intake.hand(new Item(1)));
    IntStream.range(0, 9).forEach(_ -> intake.hand(new Item(1 << 10)));

    assertThat(intake.next(MOMENT)).hasSize(1024);
    assertThat(intake.next(MOMENT)).hasSize(1500 - 1024 + 4);
    assertThat(intake.next(MOMENT)).hasSize(4);
    assertThat(intake.next(MOMENT)).hasSize(1);
  }

  @Test
  void whoFindsNoRoomIsRefusedUntilThereIsSome() {
    try (var _ = intake.takeIn(new Item(ALL - 1))) {
      assertRefused("the log is busy", () -> intake.takeIn(new Item(2)));
      intake.takeIn(new Item(1)).close();
    }
    intake.takeIn(new Item(2)).close();
  }

  @Test
  void oneThatTakesMoreThanThereIsWaitsForAll() {
    try (var _ = intake.takeIn(new Item(10 * ALL))) {
      assertRefused("the log is busy", () -> intake.takeIn(new Item(1)));
    }
    intake.takeIn(new Item(1)).close();
  }

  @Test
  void whoIsRefusedLeavesItsRoom() {
    failing = true;
    assertRefused("the event log takes no events at present", () -> intake.takeIn(new Item(ALL)));
    failing = false;

    intake.takeIn(new Item(ALL)).close();
  }

  @Test
  void moreThanItHoldsIsRefusedAndGivesItsRoomBack() {
    IntStream.range(0, 8192).forEach(_ -> intake.hand(new Item(1)));

    assertRefused("the log is busy", () -> intake.hand(new Item(1)));
    assertRefused("the log is busy", () -> intake.takeIn(new Item(ALL)));
    intake.next(MOMENT);

    intake.takeIn(new Item(ALL)).close();
  }

  @Test
  void onceClosedItHandsOutWhatItHasAndTakesNoMore() {
    var item = new Item(1);
    intake.hand(item);
    intake.close();

    assertRefused("the hub is stopping", () -> intake.hand(new Item(1)));
    assertThat(intake.isOver()).isFalse();
    assertThat(intake.next(MOMENT)).containsExactly(item);
    assertThat(intake.isOver()).isTrue();
  }

  @Test
  void whateverCameBehindTheLastLookIsRefused() {
    var item = new Item(1);
    intake.hand(item);

    intake.end();

    assertThat(refused).containsExactly(item);
    assertRefused("the hub is stopping", () -> intake.hand(new Item(1)));
  }

  @Test
  void whoWaitsAndIsInterruptedIsToldToComeBackAndStaysInterrupted() throws Exception {
    var patient = new Intake<Item>(Duration.ofMinutes(1), () -> false, LogDirectory::unavailable);
    var task =
        new FutureTask<>(
            () -> {
              assertRefused("the hub is stopping", () -> patient.takeIn(new Item(1)));
              return Thread.currentThread().isInterrupted();
            });
    try (var _ = patient.takeIn(new Item(ALL))) {
      var thread = Thread.startVirtualThread(task);
      thread.interrupt();

      assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aWriterThatIsInterruptedHasALook() {
    intake.hand(new Item(1));
    Thread.currentThread().interrupt();

    assertThat(intake.next(Duration.ofMinutes(1))).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(intake.next(MOMENT)).hasSize(1);
  }
}
