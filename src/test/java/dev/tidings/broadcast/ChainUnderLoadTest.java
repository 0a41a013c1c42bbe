package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainUnderLoadTest {

  private static final int EVENTS = 50_000;
  private static final int READERS = 3;

  /// Appended one by one, once all readers have the one before, so that each reads some.
  private static final int LAST = 100;

  private final Chain chain = new Chain(Frames.place(0));
  private final AtomicIntegerArray reached = new AtomicIntegerArray(READERS);

  /// How far a reader came, and how often it fell out.
  private record Journey(int read, int fallen) {}

  /// A short chain drops what readers stand on all the time, a long one hardly ever.
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100, 2_000})
  void readersSeeARunWithoutAHoleUnlessToldThatTheyFellOut(int kept) throws Exception {
    var journeys = new ArrayList<FutureTask<Journey>>();
    for (int i = 0; i < READERS; i++) {
      var number = i;
      Callable<Journey> reader = () -> follow(number);
      var task = new FutureTask<>(reader);
      journeys.add(task);
      Thread.ofPlatform().daemon().start(task);
    }

    for (int number = 1; number <= EVENTS; number++) {
      if (number > EVENTS - LAST) {
        awaitReaders(number - 1);
      }
      chain.append(Frames.frame(number, ""));
      if (number > kept) {
        chain.dropOldest();
      }
    }

    for (var journey : journeys) {
      var came = journey.get(30, TimeUnit.SECONDS);
      assertThat(came.read()).isGreaterThanOrEqualTo(LAST);
      assertThat(came.read() == EVENTS).isEqualTo(came.fallen() == 0);
    }
  }

  private void awaitReaders(int number) {
    var latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (int reader = 0; reader < READERS; reader++) {
      while (reached.get(reader) < number) {
        assertThat(System.nanoTime()).as("the readers go on").isLessThan(latest);
        LockSupport.parkNanos(10_000);
      }
    }
  }

  /// The first reader looks its place up anew for each run, the others remember it.
  private Journey follow(int reader) {
    var read = 0;
    var fallen = 0;
    var last = 0;
    var place = chain.at(Frames.place(0)).orElse(null);
    while (last < EVENTS) {
      if (reader == 0) {
        place = chain.at(Frames.place(last)).orElse(null);
      }
      var run = place == null ? null : Chain.read(place, Frames.place(last), 1 << 10).orElse(null);
      if (run == null) {
        fallen++;
        place = chain.newest();
        last = (int) place.cursor().sequence();
        reached.set(reader, last);
        continue;
      }
      for (var frame : run.frames()) {
        assertThat(frame.cursor().sequence()).isEqualTo(last + 1);
        last++;
        read++;
      }
      place = run.end();
      reached.set(reader, last);
    }
    return new Journey(read, fallen);
  }
}
