package dev.tidings.redis;

import dev.tidings.event.Cursor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Has Redis and this node come to terms: whether the log is the one that the node knew, and
/// whether it has lost something meanwhile. Thread-safe.
final class Beginning {

  private final Known known;
  private final @Nullable InstantSource clock;

  /// The last event that was read from the stream; empty if that cannot be expected to be there.
  private volatile String lastRead = "";

  private volatile Cursor first = Cursor.ORIGIN;

  /// @param clock null for Redis's own
  Beginning(Known known, @Nullable InstantSource clock) {
    this.known = known;
    this.clock = clock;
  }

  /// Where this node began to read.
  void at(Cursor place) {
    first = place;
  }

  Cursor first() {
    return first;
  }

  void hasRead(Cursor event) {
    lastRead = event.toString();
  }

  void hasReadNothing() {
    lastRead = "";
  }

  /// What scripts are told of the time.
  byte[] now() {
    return Reply.bytes(clock == null ? "" : Long.toString(clock.millis()));
  }

  /// For how many milliseconds it counts that a node has tidied up.
  byte[] pause() {
    return Reply.bytes(clock == null ? 500 : 0);
  }

  /// What is found.
  ///
  /// @param tip the newest place of the log
  /// @param control the newest entry of the control stream
  record Found(
      String generation, Cursor tip, Cursor floor, List<Known.Hole> holes, String control) {}

  /// Asks Redis, and lets [Known] know.
  Found with(Link link) throws RedisException {
    var arguments = new ArrayList<byte[]>();
    arguments.add(now());
    arguments.add(Reply.bytes(known.seen().equals(Cursor.ORIGIN) ? "" : known.seen()));
    arguments.add(Reply.bytes(lastRead));
    arguments.add(Reply.bytes(UUID.randomUUID()));
    var reply = Reply.list(link.run(Script.BEGIN, arguments));
    var found =
        new Found(
            Reply.text(reply.get(0)),
            Reply.cursor(reply.get(1)),
            Reply.cursor(reply.get(2)),
            Known.Hole.all(Reply.text(reply.get(3))),
            Reply.text(reply.get(6)));
    known.learn(found.generation(), found.floor(), found.holes());
    known.see(found.tip());
    return found;
  }
}
