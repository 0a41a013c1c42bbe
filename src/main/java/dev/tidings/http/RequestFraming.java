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

/// Sees to it that nobody can take one request for two, where the server below is lax: whose length
/// is ambiguous is refused (RFC 9112, 6.3), and a connection that is to be closed is closed (9.6),
/// with whatever was sent behind.
final class RequestFraming implements Filter {

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var headers = request.headers();
    if (isAmbiguous(headers)) {
      refuse(request, response);
      throw new CloseConnectionException("whose next request nobody can find");
    }
    chain.proceed();
    if (headers.contains(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("as the client asked");
    }
  }

  private static void refuse(RoutingRequest request, RoutingResponse response) {
    var status = Status.BAD_REQUEST_400;
    var body =
        new ProblemBody(
            "malformed",
            status.reasonPhrase(),
            status.code(),
            "the length of the body is ambiguous",
            request.path().rawPath());
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
        .header(HeaderValues.CONNECTION_CLOSE)
        .send(body.json());
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
