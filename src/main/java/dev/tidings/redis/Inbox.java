package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.log.Submission;
import dev.tidings.problem.Problem;
import dev.tidings.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// Takes what others have handed in by Redis: reads it from a stream of its own, checks it, and has
/// it stored like what comes by HTTP. One node at a time does that, so the order is kept; if it
/// ends, another does within seconds. An entry leaves the inbox in the very step in which it enters
/// the log, so it becomes one event and not two, whatever ends in between.
///
/// What is no publication is removed and counted, and told of once a minute.
final class Inbox {

  private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

  private static final byte[] GROUP = Reply.bytes("hubs");
  private static final int ENTRIES_AT_ONCE = 256;
  private static final Duration BLOCK = Duration.ofMillis(500);
  private static final Duration TRY_AGAIN = Duration.ofMillis(200);

  /// What a node has taken and not stored within this time is another's.
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(3);

  private static final Duration LEASE = Duration.ofSeconds(3);

  private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);

  private final RedisConfig config;
  private final Keys keys;
  private final Primary primary;
  private final Writer writer;
  private final Function<Map<String, byte[]>, Submission> check;
  private final byte[] node;

  private final Thread thread = Thread.ofPlatform().daemon().name("log-inbox").unstarted(this::run);
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean closing;

  // Touched by the thread only.
  private @Nullable Link link;
  private long lookedForOthers = System.nanoTime();
  private long complained = System.nanoTime() - BETWEEN_COMPLAINTS.toNanos();

  /// @param check makes a submission of an entry's fields, or throws [ProblemException]
  Inbox(
      RedisConfig config,
      Keys keys,
      Primary primary,
      Writer writer,
      Function<Map<String, byte[]>, Submission> check,
      String node) {
    this.config = config;
    this.keys = keys;
    this.primary = primary;
    this.writer = writer;
    this.check = check;
    this.node = Reply.bytes(node);
  }

  void start() {
    thread.start();
  }

  /// How many entries were no publications.
  long refused() {
    return refused.get();
  }

  private void run() {
    while (!closing) {
      try {
        var open = connected();
        open.checkCurrent();
        take(next(open));
      } catch (RedisException | RuntimeException _) {
        // Whatever it is, the writer and the reader have told of it.
        disconnect();
        pause();
      }
    }
    disconnect();
  }

  private Link connected() throws RedisException {
    var open = link;
    if (open == null) {
      open = primary.open();
      link = open;
      open.patience((int) BLOCK.plus(config.timeout()).toMillis());
      makeGroup(open);
    }
    return open;
  }

  private void makeGroup(Link open) throws RedisException {
    try {
      open.call(
          Command.XGROUP,
          Reply.bytes("CREATE"),
          keys.inbox(),
          GROUP,
          Reply.bytes("0"),
          Reply.bytes("MKSTREAM"));
    } catch (RedisException e) {
      if (!String.valueOf(e.getMessage()).contains("BUSYGROUP")) {
        throw e;
      }
    }
  }

  /// Whether this node is the one that takes entries, for as long as it says so again and again.
  private boolean isKeeper(Link open) throws RedisException {
    var lease = Reply.bytes(LEASE.toMillis());
    if (open.call(Command.SET, keys.keeper(), node, Reply.bytes("NX"), Reply.bytes("PX"), lease)
        != null) {
      return true;
    }
    if (!Arrays.equals(node, (byte[]) open.call(Command.GET, keys.keeper()))) {
      return false;
    }
    open.call(Command.PEXPIRE, keys.keeper(), lease);
    return true;
  }

  private List<Reply.Entry> next(Link open) throws RedisException {
    if (!isKeeper(open)) {
      pause();
      return List.of();
    }
    if (System.nanoTime() - lookedForOthers > LEFT_BEHIND.toNanos()) {
      lookedForOthers = System.nanoTime();
      var left =
          Reply.list(
              open.call(
                  Command.XAUTOCLAIM,
                  keys.inbox(),
                  GROUP,
                  node,
                  Reply.bytes(LEFT_BEHIND.toMillis()),
                  Reply.bytes("0"),
                  Reply.bytes("COUNT"),
                  Reply.bytes(ENTRIES_AT_ONCE)));
      var entries = entries(left.size() > 1 ? left.get(1) : null);
      if (!entries.isEmpty()) {
        return entries;
      }
    }
    var reply =
        Reply.list(
            open.call(
                Command.XREADGROUP,
                Reply.bytes("GROUP"),
                GROUP,
                node,
                Reply.bytes("COUNT"),
                Reply.bytes(ENTRIES_AT_ONCE),
                Reply.bytes("BLOCK"),
                Reply.bytes(BLOCK.toMillis()),
                Reply.bytes("STREAMS"),
                keys.inbox(),
                Reply.bytes(">")));
    return reply.isEmpty() ? List.of() : entries(Reply.list(reply.getFirst()).get(1));
  }

  /// One that has been deleted meanwhile is nothing.
  private static List<Reply.Entry> entries(@Nullable Object reply) {
    return Reply.list(reply).stream()
        .filter(entry -> entry instanceof List<?> parts && parts.get(1) instanceof List<?>)
        .map(Reply.Entry::of)
        .toList();
  }

  /// Hands all to the writer before it waits, so that they go together and in order.
  private void take(List<Reply.Entry> entries) throws RedisException {
    var handed = new ArrayList<Handed>();
    var theirs = new ArrayList<Reply.Entry>();
    for (var entry : entries) {
      try {
        var submission = check.apply(fields(entry));
        var order = Handed.toStore(List.of(submission), entry.id().toString());
        writer.hand(order);
        handed.add(order);
        theirs.add(entry);
      } catch (ProblemException e) {
        if (e.problem() instanceof Problem.Unavailable) {
          throw e;
        }
        refuse(entry, e.problem());
      }
    }
    for (int i = 0; i < handed.size(); i++) {
      try {
        handed.get(i).await();
      } catch (ProblemException e) {
        if (e.problem() instanceof Problem.Unavailable) {
          throw e;
        }
        refuse(theirs.get(i), e.problem());
      }
    }
  }

  private static Map<String, byte[]> fields(Reply.Entry entry) {
    var fields = new HashMap<String, byte[]>();
    for (int i = 0; i + 1 < entry.fields().size(); i += 2) {
      if (entry.fields().get(i) instanceof byte[] name
          && entry.fields().get(i + 1) instanceof byte[] value) {
        fields.putIfAbsent(new String(name, UTF_8), value);
      }
    }
    return fields;
  }

  private void refuse(Reply.Entry entry, Problem problem) throws RedisException {
    refused.incrementAndGet();
    if (System.nanoTime() - complained > BETWEEN_COMPLAINTS.toNanos()) {
      complained = System.nanoTime();
      LOG.log(
          System.Logger.Level.WARNING,
          "entry {0} of the inbox is no publication and is removed: {1}; {2} so far",
          entry.id(),
          problem.toString(),
          Long.toString(refused.get()));
    }
    var id = Reply.bytes(entry.id());
    var open = connected();
    open.call(Command.XACK, keys.inbox(), GROUP, id);
    open.call(Command.XDEL, keys.inbox(), id);
  }

  private void disconnect() {
    if (link != null) {
      link.close();
      link = null;
    }
  }

  private void pause() {
    try {
      Thread.sleep(TRY_AGAIN);
    } catch (InterruptedException _) {
      // close() ends it
    }
  }

  void close() throws InterruptedException {
    closing = true;
    thread.interrupt();
    thread.join(BLOCK.plus(config.timeout()));
  }
}
