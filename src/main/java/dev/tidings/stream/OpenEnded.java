package dev.tidings.stream;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import org.glassfish.jersey.server.ContainerResponse;

/// The body of a response that goes on after its request: sends off the headers and a first few
/// bytes, and hands the rest over.
final class OpenEnded implements StreamingOutput {

  private static final String RESPONSE = "dev.tidings.response";

  private final ContainerRequestContext request;
  private final byte[] opening;
  private final Runnable rest;

  /// @param rest takes the connection over, also if the client has left already
  OpenEnded(ContainerRequestContext request, byte[] opening, Runnable rest) {
    this.request = request;
    this.opening = opening;
    this.rest = rest;
  }

  /// Leaves for later what [#write] needs, and has no other way to come by.
  static void prepare(ContainerRequestContext request, ContainerResponseContext response) {
    request.setProperty(RESPONSE, response);
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try {
      // Else Jersey keeps what is written until its buffer is full, whether it is flushed or not.
      if (request.getProperty(RESPONSE) instanceof ContainerResponse response) {
        response.commitStream();
      }
      out.write(opening);
      out.flush();
    } finally {
      rest.run();
    }
  }
}
