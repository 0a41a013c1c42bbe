package dev.tidings.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidings.benchmark.load.ResponseDecoder;
import dev.tidings.benchmark.load.StreamReader;
import dev.tidings.event.Cursor;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One subscriber, who comes back whatever happens, with the last id and after the time that the
/// stream named, as a browser does. One that is watchful also leaves a connection that has been
/// silent for too long, as the hub's own client does and an `EventSource` does not.
///
/// Everything happens on the reading thread.
final class Subscriber implements StreamReader.Watched, ResponseDecoder.Listener, Blocks.Listener {

  private static final int OK = 200;
  private static final Pattern RETRY_AFTER = Pattern.compile("\r\nretry-after: *(\\d+)");
  private static final Pattern HEARTBEAT = Pattern.compile("\r\ntidings-heartbeat: *(\\d+)");
  private static final Pattern REASON = Pattern.compile("\"reason\":\"(\\w+)\"");

  /// In the data of an event: its number, a blank, and when it was published.
  private static final int MARK = ' ';

  private final Subscribers all;
  private final int topic;
  private final boolean watchful;
  private final BitSet seen = new BitSet();

  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private ResponseDecoder decoder = new ResponseDecoder();
  private Blocks blocks = new Blocks(this);

  private String lastId = "";
  private Duration retry = Duration.ofSeconds(3);
  private @Nullable Duration retryAfter;
  private Duration heartbeat = Duration.ofDays(1);

  private boolean open;
  private boolean everOpen;
  private boolean ended;
  private boolean toBeCut;
  private Duration absence = Duration.ZERO;

  private long newest = -1;

  /// The newest number that had come when this connection began.
  private long newestBefore = -1;

  private long heardAt = System.nanoTime();
  private long eventAt = System.nanoTime();
  private boolean counting;
  private long longestSilence;
  private long gaps;

  /// @param topic the number of what it is subscribed to
  /// @param watchful whether it leaves a connection that is silent
  Subscriber(Subscribers all, int topic, boolean watchful) {
    this.all = all;
    this.topic = topic;
    this.watchful = watchful;
  }

  int topic() {
    return topic;
  }

  boolean isWatchful() {
    return watchful;
  }

  boolean isOpen() {
    return open;
  }

  void connect() {
    if (ended) {
      return;
    }
    decoder = new ResponseDecoder();
    blocks = new Blocks(this);
    newestBefore = newest;
    heardAt = System.nanoTime();
    heartbeat = Duration.ofDays(1);
    retryAfter = null;
    try {
      var fresh = SocketChannel.open();
      fresh.configureBlocking(false);
      fresh.bind(all.source());
      channel = fresh;
      key = all.reader().watch(fresh, this);
      if (fresh.connect(all.address())) {
        connected(fresh);
      }
    } catch (IOException _) {
      comeBack();
    }
  }

  private void connected(SocketChannel fresh) throws IOException {
    var request = ByteBuffer.wrap(all.request(topic, lastId).getBytes(ISO_8859_1));
    fresh.write(request);
    if (request.hasRemaining()) {
      throw new IOException("a new connection did not take the whole request");
    }
    if (key != null) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  @Override
  public void ready(ByteBuffer buffer, byte[] bytes) {
    var current = channel;
    if (current == null || key == null || !key.isValid()) {
      return;
    }
    try {
      if (key.isConnectable()) {
        current.finishConnect();
        connected(current);
      } else {
        read(current, buffer, bytes);
      }
    } catch (IOException _) {
      if (!open) {
        all.course().unreachable();
      }
      comeBack();
    }
  }

  private void read(SocketChannel current, ByteBuffer buffer, byte[] bytes) throws IOException {
    buffer.clear();
    var length = current.read(buffer);
    if (length < 0) {
      throw new IOException("the connection was closed");
    }
    buffer.flip().get(bytes, 0, length);
    heardAt = System.nanoTime();
    if (toBeCut && open) {
      var middle = middleOfAFrame(bytes, length);
      if (middle > 0) {
        toBeCut = false;
        decoder.decode(bytes, 0, middle, this);
        cutOff();
        return;
      }
    }
    decoder.decode(bytes, 0, length, this);
  }

  /// Behind the beginning of the last event's data, and before its end; 0 if there is none.
  private static int middleOfAFrame(byte[] bytes, int length) {
    var at = new String(bytes, 0, length, ISO_8859_1).lastIndexOf("data: ");
    return at < 0 || at + 8 >= length ? 0 : at + 8;
  }

  private void cutOff() {
    try {
      if (channel != null) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException _) {
      // it is gone already
    }
    comeBack();
  }

  /// Leaves, if it is connected, and connects after the time that the stream has named.
  private void comeBack() {
    close();
    if (ended) {
      return;
    }
    var wait = retryAfter != null ? retryAfter : retry;
    all.course().returned();
    all.after(wait.plus(absence), this::connect);
    absence = Duration.ZERO;
  }

  private void close() {
    open = false;
    var current = channel;
    channel = null;
    key = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException _) {
        // it is of no use any more
      }
    }
  }

  // ---- what a fault does to it

  /// With the next event its connection is reset, half-way through.
  ///
  /// @param longer by which it stays away longer than it would
  void cut(Duration longer) {
    toBeCut = true;
    absence = longer;
  }

  void leave() {
    ended = true;
    close();
  }

  /// Looks whether it hears anything; called now and then.
  void watch(long now) {
    eventAgo(now);
    if (watchful && open && now - heardAt > heartbeat.multipliedBy(2).toNanos()) {
      comeBack();
    }
  }

  // ---- the response

  @Override
  public void headers(String lines) {
    var after = RETRY_AFTER.matcher(lines);
    retryAfter = after.find() ? Duration.ofSeconds(Long.parseLong(after.group(1))) : null;
    var promised = HEARTBEAT.matcher(lines);
    if (promised.find()) {
      heartbeat = Duration.ofMillis(Long.parseLong(promised.group(1)));
    }
  }

  @Override
  public void head(int status) {
    if (status == OK) {
      open = true;
      everOpen = true;
    } else {
      all.course().refused(status);
    }
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    if (open) {
      blocks.take(bytes, from, to);
    }
  }

  @Override
  public void end() {
    comeBack();
  }

  // ---- the stream

  @Override
  public void retry(Duration time) {
    retry = time;
  }

  @Override
  public void block(@Nullable String id, String type, @Nullable String data) {
    if (id != null) {
      follow(id, data != null);
    }
    switch (type) {
      case "tidings.gap" -> {
        gaps++;
        all.course().gap();
      }
      case "tidings.bye" -> all.course().bye(reason(data));
      case "" -> {
        if (data != null) {
          event(Integer.parseInt(data.substring(0, data.indexOf(MARK))));
        }
      }
      default -> {} // nothing that concerns it
    }
  }

  private void follow(String id, boolean ofAnEvent) {
    var before = Cursor.parse(lastId);
    var now = Cursor.parse(id).orElseThrow();
    if (before.isPresent()
        && (ofAnEvent ? !before.get().isBefore(now) : now.isBefore(before.get()))) {
      all.course().backwards();
    }
    lastId = id;
  }

  private static String reason(@Nullable String data) {
    var matcher = REASON.matcher(String.valueOf(data));
    return matcher.find() ? matcher.group(1) : "none";
  }

  private void event(int number) {
    var now = System.nanoTime();
    eventAgo(now);
    eventAt = now;
    all.delivered();
    if (seen.get(number)) {
      all.course().doubled(number > newestBefore);
    } else if (number < newest) {
      all.course().unordered();
    }
    seen.set(number);
    newest = Math.max(newest, number);
  }

  private void eventAgo(long now) {
    if (!counting) {
      return;
    }
    longestSilence = Math.max(longestSilence, now - eventAt);
  }

  // ---- what is asked

  /// Begins to count anew; what came before is not asked for any more.
  void begin() {
    var now = System.nanoTime();
    eventAt = now;
    longestSilence = 0;
    gaps = 0;
    counting = true;
  }

  /// Nothing is published any more, so there is no silence to be counted.
  void hush() {
    eventAgo(System.nanoTime());
    counting = false;
  }

  /// The longest time without an event since it began to count.
  long longestSilence() {
    return longestSilence;
  }

  @Override
  public String toString() {
    return "topic %d, last id %s, %s, %d gaps, watchful %s"
        .formatted(topic, lastId, open ? "open" : "away", gaps, watchful);
  }

  /// How many gaps it was told of since it began to count.
  long gaps() {
    return gaps;
  }

  /// How many of the events with these numbers have not come.
  ///
  /// @param end exclusive
  int missing(int from, int end) {
    return everOpen ? end - from - seen.get(from, end).cardinality() : 0;
  }
}
