package dev.tidings.connection;

import dev.tidings.tls.TlsSocket;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PlainSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// Breaks connections at once.
final class Sockets {

  private static final @Nullable Field DELEGATE = delegate();

  private Sockets() {}

  private static @Nullable Field delegate() {
    for (var field : PlainSocket.class.getDeclaredFields()) {
      if (field.getType().equals(Socket.class)) {
        field.setAccessible(true);
        return field;
      }
    }
    return null;
  }

  /// Does not block, even while somebody writes.
  static void cut(HelidonSocket socket) {
    try {
      if (socket instanceof LeanSocket lean) {
        lean.cut();
      } else if (DELEGATE != null && DELEGATE.get(socket) instanceof TlsSocket tls) {
        tls.cut();
      } else {
        socket.close();
      }
    } catch (IOException | UncheckedIOException | IllegalAccessException _) {
      // then it is broken already
    }
  }
}
