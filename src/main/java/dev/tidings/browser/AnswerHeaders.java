package dev.tidings.browser;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/// How a browser, and what caches lie before it, are to treat every answer.
///
/// They are set before the answer is made, so whoever makes it may say otherwise. The headers are
/// made once: a publication pays for writing them and nothing else.
public final class AnswerHeaders implements Filter {

  private static final List<Header> ALWAYS =
      List.of(
          // what is published is data; nobody is to find a script or a page in it
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          // the address of a stream may hold a token
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          // what one caller may see is not for the next one
          HeaderValues.createCached("Cache-Control", "no-store"));

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    for (var header : ALWAYS) {
      response.header(header);
    }
    chain.proceed();
  }

  /// For an answer that goes out without any routing.
  public static void addTo(ServerResponseHeaders headers) {
    ALWAYS.forEach(headers::set);
  }
}
