package dev.tidings.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.log.Quotas;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {

  private static final AddressBlock HERE = AddressBlock.parse("192.0.2.1");
  private static final AddressBlock THERE = AddressBlock.parse("192.0.2.2");

  @Test
  void whenAllPlacesAreTakenTheHubIsBusyForEverybody() {
    var places = new StreamPlaces(new LimitsConfig(2, 0, 0, 0, 0), Quotas.NONE);
    var first = places.take("alice", HERE);
    places.take(null, null);

    assertRefused(Problem.Busy.class, () -> places.take("bob", THERE));
    first.close();
    places.take("bob", THERE);
  }

  @Test
  void aSubjectHasNoMoreThanItsShareFromWhereverItComes() {
    var places = new StreamPlaces(new LimitsConfig(10, 2, 0, 0, 0), Quotas.NONE);
    var first = places.take("alice", HERE);
    places.take("alice", THERE);

    assertRefused(Problem.TooMany.class, () -> places.take("alice", HERE));
    places.take("bob", HERE);
    first.close();
    places.take("alice", HERE);
  }

  @Test
  void anAddressHasNoMoreThanItsShareWhoeverAsks() {
    var places = new StreamPlaces(new LimitsConfig(10, 0, 2, 0, 0), Quotas.NONE);
    var first = places.take("alice", HERE);
    places.take(null, HERE);

    assertRefused(Problem.TooMany.class, () -> places.take("bob", HERE));
    places.take("bob", THERE);
    first.close();
    places.take("bob", HERE);
  }

  @Test
  void whatWasRefusedTakesNothing() {
    var places = new StreamPlaces(new LimitsConfig(3, 2, 1, 0, 0), Quotas.NONE);
    places.take("alice", HERE);
    for (int i = 0; i < 10; i++) {
      assertRefused(Problem.TooMany.class, () -> places.take("alice", HERE));
    }

    places.take("alice", THERE);
    places.take("bob", null);
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    var places = new StreamPlaces(new LimitsConfig(2, 1, 0, 0, 0), Quotas.NONE);
    var place = places.take("alice", HERE);
    place.close();
    places.take("alice", HERE);

    place.close();

    assertRefused(Problem.TooMany.class, () -> places.take("alice", HERE));
  }

  @Test
  void noMoreIsGivenThanThereIsHoweverManyAskAtOnce() throws InterruptedException {
    var places = new StreamPlaces(new LimitsConfig(50, 20, 0, 0, 0), Quotas.NONE);
    var taken = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 400; i++) {
        threads.execute(
            () -> {
              try {
                places.take("alice", HERE);
                taken.incrementAndGet();
              } catch (ProblemException _) {
                // there are no more
              }
            });
      }
    }

    assertThat(taken).hasValue(20);
  }

  @Test
  void anAddressThatConnectsTooFastIsTurnedAway() {
    var places = new StreamPlaces(new LimitsConfig(10, 0, 0, 3, 0), Quotas.NONE);
    var refused = new ArrayList<Problem>();
    for (int i = 0; i < 10; i++) {
      try {
        places.checkConnect(HERE);
      } catch (ProblemException e) {
        refused.add(e.problem());
      }
    }

    assertThat(refused).hasSizeBetween(6, 7).hasOnlyElementsOfType(Problem.TooMany.class);
    places.checkConnect(THERE);
  }

  private static void assertRefused(Class<? extends Problem> problem, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(problem));
  }
}
