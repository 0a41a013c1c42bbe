package dev.tidings.benchmark.load;

import dev.tidings.benchmark.server.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;

/// One connection that publishes one event after another, each only when the one before was
/// acknowledged. Not thread-safe.
final class Publisher implements AutoCloseable, ResponseDecoder.Listener {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int BUFFER = 8192;

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final ResponseDecoder decoder = new ResponseDecoder();
  private final byte[] buffer = new byte[BUFFER];

  private int status;
  private boolean complete;

  Publisher(Server server) {
    try {
      socket = new Socket(server.address().getAddress(), server.address().getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      out = socket.getOutputStream();
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends a request and waits for the whole answer, of which it gives the status.
  int send(byte[] request) {
    try {
      out.write(request);
      complete = false;
      while (!complete) {
        var length = in.read(buffer);
        if (length < 0) {
          throw new IOException("the server closed a publisher's connection");
        }
        decoder.decode(buffer, 0, length, this);
      }
      return status;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void head(int status) {
    this.status = status;
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    // the status says it all
  }

  @Override
  public void end() {
    complete = true;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
