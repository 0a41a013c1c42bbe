package dev.tidings.redis;

import java.time.Duration;
import java.util.regex.Pattern;

/// How the nodes share a log in Redis.
///
/// @param uri where Redis is
/// @param prefix with which all keys begin
/// @param timeout of connecting and of each answer
/// @param waitReplicas how many replicas must have an event before it is acknowledged; 0 for none
/// @param window bytes of recent events that are held in memory
public record RedisConfig(
    RedisUri uri, String prefix, Duration timeout, int waitReplicas, long window) {

  private static final Pattern PREFIX = Pattern.compile("[!-z|~]{1,64}");
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  public RedisConfig {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "tidings.redis.prefix must be from 1 to 64 visible characters of ASCII without braces,"
              + " was '%s'".formatted(prefix));
    }
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidings.redis.timeout must be from PT0.05S to PT30S, was " + timeout);
    }
    if (waitReplicas < 0) {
      throw new IllegalArgumentException(
          "tidings.redis.wait-replicas must not be negative, was " + waitReplicas);
    }
    if (window < 0) {
      throw new IllegalArgumentException(
          "tidings.redis.window must not be negative, was " + window);
    }
  }
}
