package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits until something is so.
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  public static void is(String what, BooleanSupplier condition) {
    is(what, PATIENCE, condition);
  }

  public static void is(String what, Duration patience, BooleanSupplier condition) {
    var latest = System.nanoTime() + patience.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        assertThat(System.nanoTime()).as("within %s: %s", patience, what).isLessThan(latest);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
