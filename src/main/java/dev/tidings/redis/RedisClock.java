package dev.tidings.redis;

import dev.tidings.log.LogClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// Redis's time, as it was read last and has gone on by this node's ticks since. Until it was read
/// for the first time, the node's own. Thread-safe.
final class RedisClock implements LogClock {

  private volatile @Nullable Reading last;

  /// @param ticks when it was so, as [System#nanoTime] has it
  private record Reading(Instant time, long ticks) {}

  /// Asks Redis.
  void read(Link link) throws RedisException {
    var asked = System.nanoTime();
    var time = timeOf(link);
    // It was read somewhere between question and answer.
    last = new Reading(time, asked + (System.nanoTime() - asked) / 2);
  }

  static Instant timeOf(Link link) throws RedisException {
    var time = Reply.list(link.call(Command.TIME));
    var microseconds = Long.parseLong(Reply.text(time.get(1)));
    return Instant.ofEpochSecond(Long.parseLong(Reply.text(time.get(0))))
        .plus(Duration.ofNanos(microseconds * 1000));
  }

  @Override
  public Instant instant() {
    var reading = last;
    return reading == null
        ? Instant.now()
        : reading.time().plusNanos(System.nanoTime() - reading.ticks());
  }
}
