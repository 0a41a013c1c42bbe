package dev.tidings.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.URI;
import java.net.URISyntaxException;

/// Sees to it that nobody can take one request for two, where the server below is lax: whose length
/// is ambiguous is refused (RFC 9112, 6.3), and a connection that is to be closed is closed (9.6),
/// with whatever was sent behind. Over HTTP/2, what is no path is refused as well.
final class RequestFraming implements Filter {

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (isHttp2(request) && !isWellFormed(request)) {
      refuse("the path or the query is not well-formed", request, response);
      return;
    }
    var headers = request.headers();
    if (isAmbiguous(headers)) {
      refuse("the length of the body is ambiguous", request, response);
      throw new CloseConnectionException("whose next request nobody can find");
    }
    chain.proceed();
    if (headers.contains(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("as the client asked");
    }
  }

  private static boolean isHttp2(RoutingRequest request) {
    return request.prologue().protocolVersion().startsWith("2");
  }

  /// Of a request line the server makes sure itself.
  private static boolean isWellFormed(RoutingRequest request) {
    var uri = request.prologue().uriPath().rawPath();
    var query = request.prologue().query().rawValue();
    try {
      return new URI(query.isEmpty() ? uri : uri + "?" + query).getRawPath().startsWith("/");
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static void refuse(String what, RoutingRequest request, RoutingResponse response) {
    var status = Status.BAD_REQUEST_400;
    var body =
        new ProblemBody(
            "malformed",
            status.reasonPhrase(),
            status.code(),
            what,
            request.prologue().uriPath().rawPath());
    response.status(status).header(HeaderNames.CONTENT_TYPE, ProblemBody.MEDIA_TYPE);
    if (!isHttp2(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    response.send(body.json());
  }

  private static boolean isAmbiguous(ServerRequestHeaders headers) {
    if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
      return false;
    }
    var lengths = headers.get(HeaderNames.CONTENT_LENGTH).allValues();
    return lengths.size() != 1
        || !lengths.getFirst().matches("\\d{1,18}")
        || headers.contains(HeaderNames.TRANSFER_ENCODING);
  }
}
