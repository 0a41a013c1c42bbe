package dev.tidings.redis;

import dev.tidings.event.Cursor;
import dev.tidings.log.StoredEvent;
import dev.tidings.log.Tail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// The one thread of this node that reads the stream as it grows, and with it what nodes tell each
/// other. Everything that is delivered here comes this way, whichever node it was published on, so
/// there is one order.
final class StreamReader {

  private static final System.Logger LOG = System.getLogger(StreamReader.class.getName());

  private static final InstantSource CLOCK = InstantSource.system();

  private static final int ENTRIES_AT_ONCE = 512;
  private static final Duration BLOCK = Duration.ofMillis(500);

  /// Who has not looked for longer may have missed what nodes told each other.
  private static final Duration STALE = Duration.ofSeconds(5);

  private static final Duration TRY_AGAIN = Duration.ofMillis(100);

  private final RedisConfig config;
  private final Keys keys;
  private final Primary primary;
  private final Known known;
  private final Beginning beginning;
  private final RecentEvents recent;
  private final Announcements announcements;
  private final String node;

  private final Thread thread =
      Thread.ofPlatform().daemon().name("log-stream").unstarted(this::run);
  private final AtomicLong passedOver = new AtomicLong();

  private volatile @Nullable Tail tail;
  private volatile boolean closing;
  private volatile boolean begun;
  private volatile long delay;
  private volatile @Nullable Link link;

  // Touched by the thread only, once it has begun.
  private String generation = "";
  private String control = "0-0";
  private long lookedAt = System.nanoTime();
  private boolean complained;

  StreamReader(
      RedisConfig config,
      Keys keys,
      Primary primary,
      Known known,
      Beginning beginning,
      RecentEvents recent,
      Announcements announcements,
      String node) {
    this.config = config;
    this.keys = keys;
    this.primary = primary;
    this.known = known;
    this.beginning = beginning;
    this.recent = recent;
    this.announcements = announcements;
    this.node = node;
  }

  /// Connects, and stands at the log's tip from then on.
  ///
  /// @throws RedisException if that is not possible, now; the thread will try it again
  void begin() throws RedisException {
    var opened = primary.open();
    try {
      begin(opened);
      link = opened;
    } catch (RedisException e) {
      opened.close();
      throw e;
    }
  }

  private synchronized void begin(Link opened) throws RedisException {
    var found = beginning.with(opened);
    generation = found.generation();
    control = found.control();
    recent.restartAt(found.tip());
    known.moveTo(found.tip());
    beginning.at(found.tip());
    lookedAt = System.nanoTime();
    begun = true;
  }

  /// Whether it has ever stood in the log.
  boolean hasBegun() {
    return begun;
  }

  void start() {
    thread.start();
  }

  /// Names the one that is told of what is stored from now on.
  ///
  /// @param listener makes it, of the place where this has begun
  synchronized Tail tellTo(Function<Cursor, Tail> listener) {
    var made = listener.apply(beginning.first());
    if (begun) {
      made.beginByReading();
    }
    tail = made;
    return made;
  }

  boolean isConnected() {
    return link != null && begun;
  }

  /// Of the newest event, from its id until it was read here.
  Duration delay() {
    return Duration.ofMillis(delay);
  }

  /// How many entries of the stream were no events.
  long passedOver() {
    return passedOver.get();
  }

  private void run() {
    while (!closing) {
      try {
        var open = link;
        if (open == null) {
          open = primary.open();
          link = open;
          if (begun) {
            comeBack(open);
          } else {
            beginLate(open);
          }
        }
        read(open);
      } catch (RedisException | RuntimeException e) {
        disconnect(e);
      }
    }
  }

  /// The log was not there when this started. Nobody has read anything, so nothing is missed.
  private synchronized void beginLate(Link open) throws RedisException {
    begin(open);
    var listener = tail;
    if (listener != null) {
      listener.skipped(known.position());
    }
    announcements.missedSome();
    complained = false;
    LOG.log(System.Logger.Level.INFO, "the event log is there");
  }

  private void disconnect(Exception e) {
    var broken = link;
    link = null;
    if (broken != null) {
      broken.close();
    }
    if (!complained && !closing) {
      complained = true;
      LOG.log(System.Logger.Level.WARNING, "the event log cannot be read: {0}", e.getMessage());
    }
    try {
      Thread.sleep(TRY_AGAIN);
    } catch (InterruptedException _) {
      // close() ends it
    }
  }

  /// Goes on from where it was, unless some of what comes next is gone.
  private void comeBack(Link open) throws RedisException {
    var found = beginning.with(open);
    generation = found.generation();
    control = found.control();
    skipWhatIsGone();
    lookedAt = System.nanoTime();
    announcements.missedSome();
    if (complained) {
      complained = false;
      LOG.log(System.Logger.Level.INFO, "the event log can be read again");
    }
  }

  private void skipWhatIsGone() {
    var position = known.position();
    for (var hole : known.holes()) {
      if (hole.holds(position)) {
        skipTo(hole.to());
      }
    }
    if (known.position().isBefore(known.floor())) {
      skipTo(known.floor());
    }
  }

  private void skipTo(Cursor place) {
    LOG.log(
        System.Logger.Level.WARNING,
        "events between {0} and {1} are gone from the event log",
        known.position(),
        place);
    recent.restartAt(place);
    beginning.hasReadNothing();
    known.moveTo(place);
    var listener = tail;
    if (listener != null) {
      listener.skipped(place);
    }
  }

  private void read(Link open) throws RedisException {
    open.checkCurrent();
    open.patience((int) BLOCK.plus(config.timeout()).toMillis());
    var reply =
        open.call(
            Command.XREAD,
            Reply.bytes("COUNT"),
            Reply.bytes(ENTRIES_AT_ONCE),
            Reply.bytes("BLOCK"),
            Reply.bytes(BLOCK.toMillis()),
            Reply.bytes("STREAMS"),
            keys.events(),
            keys.control(),
            Reply.bytes(known.position()),
            Reply.bytes(control));
    open.checkCurrent();
    var now = System.nanoTime();
    if (now - lookedAt > STALE.toNanos()) {
      comeBack(open);
      return;
    }
    lookedAt = now;
    List<?> entries = List.of();
    List<?> told = List.of();
    for (var stream : Reply.list(reply)) {
      var parts = Reply.list(stream);
      if (Objects.deepEquals(parts.getFirst(), keys.events())) {
        entries = Reply.list(parts.get(1));
      } else {
        // First: it tells what is gone of what comes next.
        told = Reply.list(parts.get(1));
        hear(told);
      }
    }
    if (!generation.equals(known.generation())) {
      comeBack(open);
      return;
    }
    if (known.position().isBefore(known.floor())) {
      skipTo(known.floor());
    }
    if (told.size() < ENTRIES_AT_ONCE) {
      take(entries, open);
    } // else there may be more to hear before they can be taken
  }

  private void hear(List<?> entries) {
    for (var reply : entries) {
      var entry = Reply.Entry.of(reply);
      control = entry.id().toString();
      switch (entry.text("k")) {
        case "generation" -> generation = "";
        case "floor" -> {
          known.raiseFloor(Reply.cursor(entry.text("v")));
          recent.drop(known.floor());
        }
        case null -> {} // none of ours
        default -> announcements.heard(entry);
      }
    }
  }

  private void take(List<?> entries, Link open) throws RedisException {
    var events = new ArrayList<StoredEvent>();
    for (var reply : entries) {
      var entry = Reply.Entry.of(reply);
      var event = entry.event();
      if (event.isPresent()) {
        events.add(event.get());
        recent.add(event.get());
      } else if (entry.probe() != null) {
        hand(events);
        probed(entry, open);
      } else {
        passOver(entry.id());
      }
      known.moveTo(entry.id());
    }
    hand(events);
  }

  private void hand(List<StoredEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    var newest = events.getLast().id();
    beginning.hasRead(newest);
    delay = Math.max(0, CLOCK.millis() - newest.time());
    var listener = tail;
    if (listener != null) {
      listener.stored(events.stream().map(StoredEvent::event).toList());
    }
    events.clear();
  }

  private void probed(Reply.Entry entry, Link open) throws RedisException {
    if (!node.equals(entry.probe())) {
      return;
    }
    var listener = tail;
    if (listener != null) {
      listener.probed(entry.id());
    }
    open.call(Command.XDEL, keys.events(), Reply.bytes(entry.id()));
  }

  private void passOver(Cursor id) {
    if (passedOver.getAndIncrement() == 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "entry {0} of the event log is no event and is passed over, as are others like it",
          id);
    }
  }

  void close() throws InterruptedException {
    closing = true;
    thread.interrupt();
    var open = link;
    if (open != null) {
      open.close();
    }
    thread.join(config.timeout());
  }
}
