package dev.tidings.http;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/// Sees to it that answers come to their end over HTTP/2 for clients that take trailers, as Firefox
/// says with each request (`te: trailers`).
///
/// The server leaves the end of such an answer to the trailers, and sends these only if the answer
/// was more than one piece: a short one would never be over (Helidon 4.3.0). So each is made to be
/// more than one.
final class PromisedTrailers implements Filter {

  private static final byte[] NOTHING = {};

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (RequestFraming.isHttp2(request) && request.headers().contains(HeaderValues.TE_TRAILERS)) {
      response.streamFilter(whole -> new InPieces(whole, () -> isFound(response)));
    }
    chain.proceed();
  }

  private static boolean isFound(RoutingResponse response) {
    return response.status().code() != Status.NOT_FOUND_404.code();
  }

  private static final class InPieces extends FilterOutputStream {

    private final BooleanSupplier isFound;
    private boolean begun;

    InPieces(OutputStream whole, BooleanSupplier isFound) {
      super(whole);
      this.isFound = isFound;
    }

    @Override
    public void write(int single) throws IOException {
      begun = true;
      out.write(single);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      begun = true;
      out.write(bytes, offset, length);
    }

    /// The first piece waits for a second, or for a flush; where there is none, this is it. What
    /// JAX-RS does not find, and says nothing of, is left to others to answer.
    @Override
    public void close() throws IOException {
      if (begun || isFound.getAsBoolean()) {
        out.write(NOTHING, 0, 0);
        out.write(NOTHING, 0, 0);
      }
      super.close();
    }
  }
}
