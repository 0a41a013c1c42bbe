package dev.tidings.limits;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;

/// Shuts out addresses that connect far more often than they may begin streams, before anything is
/// read of what they want: even a refusal costs a fifth of a millisecond, and thousands of them a
/// second take from everybody else. Thread-safe.
///
/// Whoever comes by a trusted proxy is one of many, and is looked at when it is known for whom the
/// proxy asks.
@ApplicationScoped
public class Door {

  /// Connections for each stream that may be begun: browsers and tools open some for other things.
  private static final int CONNECTIONS = 4;

  private final Rate<AddressBlock> connections;
  private final Clients clients;

  @Inject
  public Door(LimitsConfig config, Clients clients) {
    this.connections =
        new Rate<>(
            (int) Math.min(Integer.MAX_VALUE, (long) CONNECTIONS * config.connectsPerSecond()));
    this.clients = clients;
  }

  /// Whether a connection that has just been accepted is to be served.
  public boolean isOpenTo(InetAddress peer) {
    return clients.isTrusted(peer)
        || connections.take(AddressBlock.client(peer), System.nanoTime()).isEmpty();
  }
}
