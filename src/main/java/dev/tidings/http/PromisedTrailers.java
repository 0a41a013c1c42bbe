package dev.tidings.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

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
    if (request.headers().contains(HeaderValues.TE_TRAILERS)
        && request.prologue().protocolVersion().startsWith("2")) {
      response.streamFilter(InPieces::new);
    }
    chain.proceed();
  }

  private static final class InPieces extends FilterOutputStream {

    private boolean begun;

    InPieces(OutputStream whole) {
      super(whole);
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

    /// The first piece waits for a second, or for a flush; where there is none, this is it. An
    /// answer of which nothing was written may be left to somebody else to give.
    @Override
    public void close() throws IOException {
      if (begun) {
        out.write(NOTHING, 0, 0);
      }
      super.close();
    }
  }
}
