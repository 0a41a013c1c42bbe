package dev.tidings.operations;

import dev.tidings.broadcast.FanOut;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

/// On SIGTERM: not ready, streams end over the drain window, then the server stops and the log closes.
@ApplicationScoped
public class OrderlyEnd {

  private final FanOut fanOut;

  @Inject
  public OrderlyEnd(FanOut fanOut) {
    this.fanOut = fanOut;
  }

  /// Before the server stops, so that it still answers those who ask.
  void drain(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1)
          @BeforeDestroyed(ApplicationScoped.class)
          Object end) {
    try {
      fanOut.drain();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
