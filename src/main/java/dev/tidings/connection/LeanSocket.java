package dev.tidings.connection;

import dev.tidings.tls.TlsSocket;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.PlainSocket;
import io.helidon.common.socket.SocketWriter;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A socket without the buffers that the server keeps for requests; two thirds of what an idle
/// stream would hold are these.
final class LeanSocket implements HelidonSocket {

  private static final System.Logger LOG = System.getLogger(LeanSocket.class.getName());

  private final Socket socket;
  private final String childSocketId;
  private final String socketId;

  private LeanSocket(Socket socket, HelidonSocket replaced) {
    this.socket = socket;
    this.childSocketId = replaced.childSocketId();
    this.socketId = replaced.socketId();
  }

  /// Puts a lean socket in the place of the server's own, which is not to be used any more then.
  ///
  /// The server has no means for that, hence the reflection. Where a version of it is built
  /// otherwise its own socket stays: a stream then needs more memory, and that is all.
  static HelidonSocket inPlaceOf(ConnectionContext context) {
    var own = context.serverSocket();
    var slots = Slots.OF.get(context.getClass());
    if (slots.isEmpty()) {
      return own;
    }
    try {
      return slots.get().replace(context, own);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether connections of this class are built as is known here.
  static boolean fits(Class<?> connection) {
    return Slots.OF.get(connection).isPresent();
  }

  /// Where the server's connection keeps what is to be replaced.
  private record Slots(Field delegate, Field socket, Field writer, Field reader) {

    private static final ClassValue<Optional<Slots>> OF =
        new ClassValue<>() {
          @Override
          protected Optional<Slots> computeValue(Class<?> type) {
            return found(type);
          }
        };

    private static Optional<Slots> found(Class<?> connection) {
      try {
        return Optional.of(
            new Slots(
                field(PlainSocket.class, Socket.class),
                field(connection, HelidonSocket.class),
                field(connection, SocketWriter.class),
                field(connection, DataReader.class)));
      } catch (NoSuchFieldException | RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "the server's sockets stay", e);
        return Optional.empty();
      }
    }

    private static Field field(Class<?> owner, Class<?> type) throws NoSuchFieldException {
      for (var field : owner.getDeclaredFields()) {
        if (field.getType().equals(type)) {
          field.setAccessible(true);
          return field;
        }
      }
      throw new NoSuchFieldException(owner + " has no " + type);
    }

    private LeanSocket replace(ConnectionContext context, HelidonSocket own)
        throws IllegalAccessException {
      var lean = new LeanSocket((Socket) delegate.get(own), own);
      socket.set(context, lean);
      writer.set(context, SocketWriter.create(lean));
      reader.set(context, new DataReader(lean));
      return lean;
    }
  }

  /// What is written to the client by.
  OutputStream output() throws IOException {
    return socket.getOutputStream();
  }

  /// Reads one byte, for whoever waits for the end and does not care for what is sent.
  ///
  /// @return null at the end
  @Override
  public byte @Nullable [] get() {
    try {
      var read = socket.getInputStream().read();
      return read < 0 ? null : new byte[] {(byte) read};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read(BufferData buffer) {
    try {
      return buffer.readFrom(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(BufferData buffer) {
    try {
      buffer.writeTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Breaks the connection, even while somebody writes.
  void cut() throws IOException {
    if (socket instanceof TlsSocket tls) {
      tls.cut();
    } else {
      socket.close();
    }
  }

  @Override
  public void idle() {
    // a stream's thread reads all the time
  }

  @Override
  public boolean isConnected() {
    return !socket.isClosed();
  }

  @Override
  public boolean isSecure() {
    return socket instanceof TlsSocket;
  }

  @Override
  public PeerInfo remotePeer() {
    throw unsupported();
  }

  @Override
  public PeerInfo localPeer() {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("a stream has left its request behind");
  }

  @Override
  public String socketId() {
    return socketId;
  }

  @Override
  public String childSocketId() {
    return childSocketId;
  }
}
