package dev.tidings.connection;

import io.helidon.common.Weight;
import io.helidon.common.Weighted;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HttpPrologue;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.SubProtocolResult;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelectorProvider;
import java.util.HashSet;
import java.util.Set;

/// Takes the place of the server's own connections, which it makes and wraps: HTTP/1.1, and HTTP/2
/// for who asks for it when TLS is agreed upon.
@Weight(Weighted.DEFAULT_WEIGHT + 100)
public final class StreamableConnectionProvider
    implements ServerConnectionSelectorProvider<Http1Config> {

  /// Of one connection, those that are over included, for which the server makes room only when it
  /// has none.
  private static final int EXCHANGES = 256;

  /// Must hold a token of 8 KiB in a header and in the query.
  private static final int LONGEST_HEADERS = 32 << 10;

  /// Of the body of a request: so much may arrive before it is read.
  private static final int WINDOW = 256 << 10;

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
    return new Selector(http1.create(listenerName, config, configs), http2());
  }

  private static ServerConnectionSelector http2() {
    return Http2ConnectionSelector.builder()
        .http2Config(
            Http2Config.builder()
                .maxConcurrentStreams(EXCHANGES)
                .maxHeaderListSize(LONGEST_HEADERS)
                .initialWindowSize(WINDOW)
                // A path that is none is refused where all requests are looked at; the server would
                // break the connection, with all that are on it.
                .validatePath(false)
                .build())
        .addSubProtocolSelector(StreamableConnectionProvider::provideLine)
        .build();
  }

  /// The server asks whether an exchange is to be served otherwise than by HTTP. It is not; but
  // this
  /// is where it is told of its request's exchange, on the thread that will serve it.
  @SuppressWarnings("unused") // the server's to say
  private static SubProtocolResult provideLine(
      ConnectionContext context,
      HttpPrologue prologue,
      Http2Headers headers,
      Http2StreamWriter writer,
      int id,
      Http2Settings serverSettings,
      Http2Settings clientSettings,
      StreamFlowControl flow,
      Http2StreamState state,
      Router router) {
    if (context instanceof SharedContext shared) {
      SharedLine.provide(shared.connection(), id, writer, flow);
    }
    return Http2SubProtocolSelector.NOT_SUPPORTED;
  }

  private record Selector(ServerConnectionSelector http1, ServerConnectionSelector http2)
      implements ServerConnectionSelector {

    /// What a client begins with that means HTTP/2 (RFC 9113, 3.4).
    private static final String HTTP_2 = "PRI * HTTP/2.0";

    @Override
    public int bytesToIdentifyConnection() {
      return http1.bytesToIdentifyConnection();
    }

    /// All but HTTP/2, because HTTP/1.1 has an answer also for what is no HTTP at all. That of the
    /// server leaves such things to nobody as soon as it is not alone, and they get none.
    @Override
    public Support supports(BufferData data) {
      var isHttp2 =
          data.available() >= HTTP_2.length() && data.readString(HTTP_2.length()).equals(HTTP_2);
      return isHttp2 ? Support.UNSUPPORTED : Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      var both = new HashSet<>(http1.supportedApplicationProtocols());
      both.addAll(http2.supportedApplicationProtocols());
      return both;
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      var socket = context.serverSocket();
      var isHttp2 =
          socket.protocolNegotiated()
              && http2.supportedApplicationProtocols().contains(socket.protocol());
      return isHttp2
          ? new SharedConnection(context, http2::connection)
          : new StreamableConnection(context, http1::connection);
    }
  }
}
