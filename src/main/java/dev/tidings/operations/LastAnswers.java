package dev.tidings.operations;

import dev.tidings.broadcast.FanOut;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/// While the hub is stopping, each answer is the last on its connection, and says so. Else a client
/// that keeps its connection would learn that the hub is gone from a request that nobody answers,
/// and could not know what became of it.
final class LastAnswers implements Filter {

  private final FanOut fanOut;

  LastAnswers(FanOut fanOut) {
    this.fanOut = fanOut;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    // Over HTTP/2 the server says it by itself (GOAWAY).
    var isLast = fanOut.isDraining() && request.prologue().protocolVersion().startsWith("1");
    if (isLast) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    chain.proceed();
    if (isLast) {
      throw new CloseConnectionException("as the client was told");
    }
  }
}
