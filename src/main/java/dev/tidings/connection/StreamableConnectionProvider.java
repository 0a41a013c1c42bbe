package dev.tidings.connection;

import dev.tidings.limits.Door;
import io.helidon.common.Weight;
import io.helidon.common.Weighted;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelectorProvider;
import jakarta.enterprise.inject.spi.CDI;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// Takes the place of the server's own connections, which it makes and wraps: HTTP/1.1, and HTTP/2
/// for who asks for it when TLS is agreed upon.
@Weight(Weighted.DEFAULT_WEIGHT + 100)
public final class StreamableConnectionProvider
    implements ServerConnectionSelectorProvider<Http1Config> {

  @SuppressWarnings("deprecation") // meant for the service loader, which this takes the place of
  private final Http1ConnectionProvider http1 = new Http1ConnectionProvider();

  @Override
  public Class<Http1Config> protocolConfigType() {
    return http1.protocolConfigType();
  }

  @Override
  public String protocolType() {
    return http1.protocolType();
  }

  @Override
  public ServerConnectionSelector create(
      String listenerName, Http1Config config, ProtocolConfigs configs) {
    var requestTime = ConnectionConfig.of(ConfigProvider.getConfig()).requestTime();
    return new Selector(http1.create(listenerName, config, configs), requestTime, new Doorman());
  }

  private record Selector(ServerConnectionSelector http1, Duration requestTime, Doorman doorman)
      implements ServerConnectionSelector {

    @Override
    public int bytesToIdentifyConnection() {
      return http1.bytesToIdentifyConnection();
    }

    /// HTTP/1.1 has an answer also for what is no HTTP at all, and for HTTP/2 in the clear.
    @Override
    public Support supports(BufferData data) {
      return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      var both = new HashSet<>(http1.supportedApplicationProtocols());
      both.add(Http2Server.PROTOCOL);
      return both;
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      if (!doorman.lets(context)) {
        throw new CloseConnectionException("too many connections of this address");
      }
      var socket = context.serverSocket();
      return socket.protocolNegotiated() && socket.protocol().equals(Http2Server.PROTOCOL)
          ? new SharedConnection(context, requestTime, Http2Server::connection)
          : new StreamableConnection(context, requestTime, http1::connection);
    }
  }

  /// Asks the hub's door, once there is one. It is looked up once, for a container that is at its
  /// end does not like to be asked.
  private static final class Doorman {

    private volatile @Nullable Door door;

    boolean lets(ConnectionContext context) {
      var known = door;
      if (known == null) {
        known = found();
        door = known;
      }
      var peer = ((InetSocketAddress) context.remotePeer().address()).getAddress();
      return known == null || known.isOpenTo(peer);
    }

    private static @Nullable Door found() {
      try {
        var doors = CDI.current().select(Door.class);
        return doors.isResolvable() ? doors.get() : null;
      } catch (IllegalStateException _) {
        return null; // a server in which there is no container, hence no limits
      }
    }
  }
}
