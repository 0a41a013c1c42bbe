package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ClientLeftTest {

  private static boolean isTold(String logger, Throwable failure) {
    var entry = new LogRecord(Level.SEVERE, "failed");
    entry.setLoggerName(logger);
    entry.setThrown(failure);
    return new ClientLeft().isLoggable(entry);
  }

  @Test
  void whoConnectsWhenTheListenerClosesIsNoNews() {
    assertThat(isTold("io.helidon.webserver.ServerListener", new RejectedExecutionException()))
        .isFalse();
  }

  @Test
  void whatElseIsRejectedOrFailsIsTold() {
    assertThat(isTold("dev.tidings.log.Tail", new RejectedExecutionException())).isTrue();
    assertThat(isTold("io.helidon.webserver.ServerListener", new IllegalStateException())).isTrue();
  }
}
