package dev.tidings.benchmark.load;

import dev.tidings.benchmark.server.BatchFormat;
import dev.tidings.benchmark.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Publishes as fast as the server acknowledges, over several connections, each with several
/// requests on their way. For one thread.
public final class PublishingRun implements AutoCloseable {

  /// What was acknowledged.
  ///
  /// @param events in all
  /// @param nanos from the first request to the last answer
  public record Acknowledged(long events, long nanos) {}

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int BUFFER = 64 * 1024;

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private long acknowledged;
  private boolean over;

  /// Opens the connections.
  ///
  /// @param topics one for each connection
  /// @param depth how many requests of a connection may be unanswered
  /// @param requests what the connection of that number sends
  PublishingRun(Server server, Topics topics, int depth, IntFunction<Requests> requests) {
    try {
      selector = Selector.open();
      for (int i = 0; i < topics.count(); i++) {
        connections.add(new Connection(server, requests.apply(i), i, topics.count(), depth));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One event a request.
  public static PublishingRun singles(Server server, Topics topics, int depth, int size) {
    var payload = new Payload(size);
    return new PublishingRun(
        server, topics, depth, i -> Requests.single(server, topics.name(i), payload));
  }

  /// Whether the server takes a batch.
  public static boolean isOffered(Server server, BatchFormat format, String topic, int size) {
    try (var publisher = new Publisher(server)) {
      var request = Requests.batch(server, format, topic, new Payload(size), 1);
      return publisher.send(request.of(0, 1, 0)) / 100 == 2;
    }
  }

  /// So many events a request.
  public static PublishingRun batches(
      Server server, BatchFormat format, Topics topics, int events, int size) {
    var payload = new Payload(size);
    return new PublishingRun(
        server, topics, 1, i -> Requests.batch(server, format, topics.name(i), payload, events));
  }

  /// Goes on behind the last event of the run before, until one of the two is reached.
  ///
  /// @param limit of events, which may be passed by those that were on their way
  public Acknowledged run(Duration time, long limit) {
    var start = System.nanoTime();
    var before = acknowledged;
    over = false;
    try {
      for (var connection : connections) {
        connection.send();
      }
      while (System.nanoTime() - start < time.toNanos() && acknowledged - before < limit) {
        select();
      }
      over = true;
      while (connections.stream().anyMatch(Connection::isWaiting)) {
        select();
      }
      return new Acknowledged(acknowledged - before, System.nanoTime() - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void select() throws IOException {
    if (selector.select(this::ready, PATIENCE.toMillis()) == 0) {
      throw new IOException("no publication was answered for " + PATIENCE);
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((Connection) key.attachment()).ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The number of the event that would be published next to the topic of that number.
  public long next(int topic) {
    return connections.get(topic).next;
  }

  @Override
  public void close() {
    try {
      for (var connection : connections) {
        connection.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Connection implements ResponseDecoder.Listener {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Requests requests;
    private final int stride;
    private final int depth;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private long next;
    private int waiting;

    Connection(Server server, Requests requests, int number, int stride, int depth)
        throws IOException {
      this.requests = requests;
      this.next = number;
      this.stride = stride;
      this.depth = depth;
      channel = SocketChannel.open(server.address());
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    boolean isWaiting() {
      return waiting > 0;
    }

    /// As many requests as may be on their way, or as the connection takes.
    void send() throws IOException {
      while (unsent.hasRemaining() || (waiting < depth && !over)) {
        if (!unsent.hasRemaining()) {
          unsent = ByteBuffer.wrap(requests.of(next, stride, System.nanoTime()));
          next += (long) requests.events() * stride;
          waiting++;
        }
        channel.write(unsent);
        if (unsent.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          return;
        }
      }
      key.interestOps(SelectionKey.OP_READ);
    }

    void ready() throws IOException {
      if (key.isReadable()) {
        buffer.clear();
        var length = channel.read(buffer);
        if (length < 0) {
          throw new IOException("the server closed a publisher's connection");
        }
        buffer.flip().get(bytes, 0, length);
        decoder.decode(bytes, 0, length, this);
      }
      send();
    }

    @Override
    public void head(int status) {
      if (status / 100 != 2) {
        throw new IllegalStateException("a publication was answered " + status);
      }
    }

    @Override
    public void body(byte[] body, int from, int to) {
      // the status says it all
    }

    @Override
    public void end() {
      waiting--;
      acknowledged += requests.events();
    }
  }
}
