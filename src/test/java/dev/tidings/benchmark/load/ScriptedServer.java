package dev.tidings.benchmark.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.benchmark.server.BatchFormat;
import dev.tidings.benchmark.server.ProcessGroup;
import dev.tidings.benchmark.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Answers every stream with the head of a response and whatever it is told to.
final class ScriptedServer extends Server {

  private static final byte[] HEAD = "HTTP/1.1 200 OK\r\n\r\n: hello\n\n".getBytes(US_ASCII);

  private final ServerSocket listener;
  private final Payload payload;
  private final Queue<Socket> streams = new ConcurrentLinkedQueue<>();

  private ScriptedServer(ServerSocket listener, int size) {
    super(listener.getLocalPort());
    this.listener = listener;
    this.payload = new Payload(size);
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedServer start(int size) throws IOException {
    return new ScriptedServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), size);
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        streams.add(socket);
        socket.getOutputStream().write(HEAD);
      }
    } catch (IOException _) {
      // closed
    }
  }

  /// Sends events of these numbers to every stream.
  void send(long... numbers) throws IOException {
    for (var socket : streams) {
      for (var number : numbers) {
        var data = payload.blank();
        payload.stamp(data, 0, number, System.nanoTime());
        socket
            .getOutputStream()
            .write(("data: " + new String(data, US_ASCII) + "\n\n").getBytes(US_ASCII));
      }
    }
  }

  void endStreams() throws IOException {
    for (var socket : streams) {
      socket.close();
    }
  }

  @Override
  public ProcessGroup processes() {
    return new ProcessGroup(Set.of());
  }

  @Override
  public String streamRequest(String topic, int stream, @Nullable String lastEventId) {
    return "GET / HTTP/1.1\r\n\r\n";
  }

  @Override
  public String publishRequest(String topic, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String batchRequest(BatchFormat format, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected String readyPath() {
    return "/";
  }

  @Override
  protected String output() {
    return "";
  }

  @Override
  public void close() {
    try {
      listener.close();
      endStreams();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
