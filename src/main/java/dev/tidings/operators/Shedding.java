package dev.tidings.operators;

import dev.tidings.broadcast.FanOut;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/// Sends streams to other hubs where this one holds far more than its share, as after another was
/// started anew or added: a few in a second, and never those that would lose their work. Does
/// nothing, and asks nobody, unless it is configured.
@ApplicationScoped
public class Shedding {

  private static final System.Logger LOG = System.getLogger(Shedding.class.getName());

  private final SheddingConfig config;
  private final FanOut fanOut;
  private final Neighbours neighbours;
  private final Balance balance;
  private final Thread thread = Thread.ofVirtual().name("shedding").unstarted(this::run);

  @Inject
  public Shedding(SheddingConfig config, FanOut fanOut, Neighbours neighbours) {
    this.config = config;
    this.fanOut = fanOut;
    this.neighbours = neighbours;
    this.balance = new Balance(config.threshold());
  }

  void start(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE)
          @Initialized(ApplicationScoped.class)
          Object ready) {
    if (config.isOn()) {
      thread.start();
    }
  }

  private void run() {
    try {
      while (!fanOut.isDraining()) {
        Thread.sleep(config.interval());
        round();
      }
    } catch (InterruptedException _) {
      // stop() ends it
    }
  }

  /// Sends away what goes at this rate until the others are asked again.
  private void round() throws InterruptedException {
    var excess = excess();
    if (excess == 0) {
      return;
    }
    LOG.log(
        System.Logger.Level.INFO, "shedding streams={0} excess={1}", fanOut.openStreams(), excess);
    var pause = Duration.ofSeconds(1).dividedBy(config.perSecond());
    var most = Math.max(1, config.interval().toNanos() / pause.toNanos());
    for (int i = 0; i < Math.min(excess, most) && !fanOut.isDraining() && fanOut.shed(); i++) {
      Thread.sleep(pause);
    }
  }

  /// The others are not asked where there is so little that it cannot be too much.
  private int excess() {
    var here = fanOut.openStreams();
    return here < Balance.TRIFLE ? 0 : balance.excess(here, neighbours.loads());
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
