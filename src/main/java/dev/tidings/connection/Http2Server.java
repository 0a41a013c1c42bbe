package dev.tidings.connection;

import io.helidon.http.HttpPrologue;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.SubProtocolResult;
import io.helidon.webserver.spi.ServerConnection;

/// The server's own HTTP/2; loaded when the first client speaks it.
final class Http2Server {

  /// As clients name it when TLS is agreed upon (RFC 7301).
  static final String PROTOCOL = "h2";

  /// Of one connection, those that are over included, for which the server makes room only when it
  /// has none.
  private static final int EXCHANGES = 256;

  /// Must hold a token of 8 KiB in a header and in the query.
  private static final int LONGEST_HEADERS = 32 << 10;

  /// Of the body of a request: so much may arrive before it is read.
  private static final int WINDOW = 256 << 10;

  private static final Http2ConnectionSelector CONNECTIONS =
      Http2ConnectionSelector.builder()
          .http2Config(
              Http2Config.builder()
                  .maxConcurrentStreams(EXCHANGES)
                  .maxHeaderListSize(LONGEST_HEADERS)
                  .initialWindowSize(WINDOW)
                  // A path that is none is refused where all requests are looked at; the server
                  // would break the connection, with all that are on it.
                  .validatePath(false)
                  .build())
          .addSubProtocolSelector(Http2Server::provideLine)
          .build();

  private Http2Server() {}

  static ServerConnection connection(ConnectionContext context) {
    return CONNECTIONS.connection(context);
  }

  /// The server asks whether an exchange is to be served otherwise than by HTTP. It is not; but
  /// here it tells of the exchange of a request, on the thread that will serve it.
  @SuppressWarnings("unused") // the parameters are the server's to say
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
    if (context instanceof WatchedContext<?>(_, _, _, SharedConnection connection)) {
      SharedLine.provide(connection, id, writer, flow);
    }
    return Http2SubProtocolSelector.NOT_SUPPORTED;
  }
}
