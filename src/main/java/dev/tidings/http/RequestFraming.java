package dev.tidings.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
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
/// is ambiguous is refused (RFC 9112, 6.3), as is what has no path (3.2), and a connection that is
/// to be closed is closed (9.6), with whatever was sent behind.
final class RequestFraming implements Filter {

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var headers = request.headers();
    if (isAmbiguous(headers)) {
      refuse("the length of the body is ambiguous", request, response);
      throw new CloseConnectionException("whose next request nobody can find");
    }
    if (!hasPath(request)) {
      refuse("the target of the request is no path", request, response);
      if (isHttp2(request)) {
        return;
      }
      throw new CloseConnectionException("of a client that does not speak HTTP");
    }
    chain.proceed();
    if (headers.contains(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("as the client asked");
    }
  }

  static boolean isHttp2(RoutingRequest request) {
    return request.prologue().protocolVersion().startsWith("2");
  }

  /// Of a request line, which HTTP/2 has none of, the server makes sure itself.
  private static boolean isWellFormed(RoutingRequest request) {
    if (!isHttp2(request)) {
      return true;
    }
    var uri = request.prologue().uriPath().rawPath();
    var query = request.prologue().query().rawValue();
    try {
      var path = new URI(query.isEmpty() ? uri : uri + "?" + query).getRawPath();
      return path != null && path.startsWith("/");
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static void refuse(String detail, RoutingRequest request, RoutingResponse response) {
    var status = Status.BAD_REQUEST_400;
    var body =
        new ProblemBody(
            "malformed",
            status.reasonPhrase(),
            status.code(),
            detail,
            request.prologue().uriPath().rawPath());
    response.status(status).header(HeaderNames.CONTENT_TYPE, ProblemBody.MEDIA_TYPE);
    if (!isHttp2(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    response.send(body.json());
  }

  /// `http://hub` and `stream?topic=a` have none, and what stands between the first two slashes
  /// and the third of `//hub/stream` may be taken for a host. No browser and no proxy sends them,
  /// and the server fails on some and guesses at the others.
  private static boolean hasPath(RoutingRequest request) {
    var path = request.path().rawPath();
    return (path.startsWith("/") && !path.startsWith("//") && isWellFormed(request))
        || (path.equals("*") && request.prologue().method().equals(Method.OPTIONS));
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
