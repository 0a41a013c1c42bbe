package dev.tidings.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// What is written to a client by whose socket is still the server's own.
final class SocketOutput extends OutputStream {

  private final HelidonSocket socket;

  SocketOutput(HelidonSocket socket) {
    this.socket = socket;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int start, int length) throws IOException {
    try {
      socket.write(BufferData.create(bytes, start, length));
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }
}
