package dev.tidings.proof;

import dev.tidings.benchmark.server.Home;
import dev.tidings.system.Tokens;
import java.nio.file.Path;

/// Everything that is proved: Redis, hubs, and the proxy before them.
record Rig(RedisGroup redis, HubGroup hubs, FrontDoor door, int waitReplicas)
    implements AutoCloseable {

  /// Starts it.
  ///
  /// @param waitReplicas how many must have an event before it is acknowledged
  static Rig start(Tokens tokens, int waitReplicas, Path directory) {
    // One more than is waited for, else nothing is acknowledged once one has been promoted.
    var redis = RedisGroup.start(waitReplicas + 1);
    var home = Home.empty(directory.resolve("rig-" + waitReplicas)).path();
    var hubs = HubGroup.start(tokens, redis.uri(), waitReplicas, home);
    return new Rig(redis, hubs, new FrontDoor(hubs.ports(), home), waitReplicas);
  }

  /// Waits until everything is as it should be.
  void awaitHealth() {
    redis.awaitHealth();
    hubs.awaitHealth();
  }

  @Override
  public void close() {
    door.close();
    hubs.close();
    redis.close();
  }
}
