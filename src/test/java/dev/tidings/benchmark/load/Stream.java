package dev.tidings.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One stream: its connection, and which event it is to get next. On the reading thread only.
final class Stream
    implements StreamReader.Watched, ResponseDecoder.Listener, EventScanner.Listener {

  private static final int OK = 200;

  /// A source address has some 28,000 ports, and a port rests for a minute after it was used.
  private static final int STREAMS_OF_A_SOURCE = 4_000;

  private static final int SOURCES = 200;
  private static final AtomicInteger MADE = new AtomicInteger();

  private final Streams streams;
  private final byte[] request;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ResponseDecoder decoder = new ResponseDecoder();
  private final EventScanner scanner;
  private final boolean stalled;

  private long next;

  /// The few that were passed over; null as long as there are none.
  private @Nullable Set<Long> missing;

  private boolean open;
  private boolean ended;

  /// Begins to connect.
  ///
  /// @param next the number of the event that it is to get first
  /// @param stalled true for one that never reads
  Stream(Streams streams, Selector selector, byte[] request, long next, boolean stalled) {
    this.streams = streams;
    this.request = request;
    this.next = next;
    this.stalled = stalled;
    this.scanner = new EventScanner(streams.payload());
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      if (stalled) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      }
      channel.bind(new InetSocketAddress(source(), 0));
      key = channel.register(selector, SelectionKey.OP_CONNECT, this);
      if (channel.connect(streams.address())) {
        connected();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress source() throws IOException {
    var number = MADE.getAndIncrement() / STREAMS_OF_A_SOURCE % SOURCES;
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + number)});
  }

  private void connected() throws IOException {
    if (channel.write(ByteBuffer.wrap(request)) < request.length) {
      throw new IOException("a new connection did not take the whole request");
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  @Override
  public void ready(ByteBuffer buffer, byte[] bytes) {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        connected();
      } else {
        read(buffer, bytes);
      }
    } catch (IOException e) {
      leave(String.valueOf(e.getMessage()));
    }
  }

  private void read(ByteBuffer buffer, byte[] bytes) throws IOException {
    buffer.clear();
    var length = channel.read(buffer);
    if (length < 0) {
      leave("the server closed the connection");
      return;
    }
    buffer.flip().get(bytes, 0, length);
    streams.arrivesNow();
    decoder.decode(bytes, 0, length, this);
    streams.countArrived();
  }

  @Override
  public void head(int status) {
    if (status == OK) {
      open = true;
      streams.opened();
      if (stalled) {
        key.interestOps(0);
      }
    } else {
      leave("status " + status);
    }
  }

  @Override
  public void end() {
    leave("the server ended the stream");
  }

  private void leave(String reason) {
    if (ended) {
      return;
    }
    ended = true;
    close();
    if (open) {
      streams.closed();
    } else {
      streams.refused(reason);
    }
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    scanner.scan(bytes, from, to, this);
  }

  @Override
  public void event(long number, long nanos) {
    if (number == next) {
      next += streams.stride();
      streams.arrived(nanos);
    } else {
      irregular(number, nanos);
    }
  }

  private void irregular(long number, long nanos) {
    if (number > next) {
      if (missing == null) {
        missing = new HashSet<>();
      }
      for (var passed = next; passed < number; passed += streams.stride()) {
        missing.add(passed);
      }
      next = number + streams.stride();
      streams.arrived(nanos);
    } else if (missing != null && missing.remove(number)) {
      streams.unordered();
      streams.arrived(nanos);
    } else {
      streams.doubled();
    }
  }

  @Override
  public void broken() {
    streams.broken();
  }

  /// How many of its events up to `published`, exclusively, have not come.
  long lost(long published) {
    if (stalled) {
      return 0;
    }
    var passed = missing == null ? 0 : missing.size();
    var stride = streams.stride();
    return passed + Math.max(0, (published - next + stride - 1) / stride);
  }

  /// As a client that vanishes: without a word.
  void close() {
    ended = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
