package dev.tidings.system;

import dev.tidings.redis.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Several hubs that are one, and the Redis that they share.
public final class Nodes implements AutoCloseable {

  static final int MOST_EVENTS = 1000;
  static final int MOST_STREAMS = 60;

  private final TestRedis redis;
  private final Tokens tokens = new Tokens();
  private final List<Hub> hubs = new ArrayList<>();

  /// With a Redis that saves each write.
  ///
  /// @param count of hubs, which are called `node-0` and so on
  public static Nodes start(int count) {
    var nodes = new Nodes(TestRedis.with("appendonly yes", "appendfsync always", "save \"\""));
    var launched = IntStream.range(0, count).mapToObj(i -> nodes.launch("node-" + i)).toList();
    launched.forEach(Hub::port);
    nodes.hubs.addAll(launched);
    return nodes;
  }

  private Nodes(TestRedis redis) {
    this.redis = redis;
  }

  private Hub launch(String name) {
    return launch(redis, tokens).with("tidings.node.name", name).launch();
  }

  /// How a hub on this Redis is started.
  static Hub.Launch launch(TestRedis redis, Tokens tokens) {
    return new Hub.Launch()
        .issuing(tokens)
        .with("tidings.log.engine", "redis")
        .with("tidings.redis.uri", redis.uri())
        .with("tidings.stream.heartbeat", "PT0.5S")
        .with("tidings.stream.retry", "PT0.3S")
        .with("tidings.shedding.threshold", "1.5")
        .with("tidings.shedding.per-second", "50")
        .with("tidings.shedding.interval", "PT0.3S")
        .with("tidings.drain.window", "PT0S")
        .with("tidings.retention.max-events", Integer.toString(MOST_EVENTS))
        .with("tidings.limits.streams-per-subject", Integer.toString(MOST_STREAMS));
  }

  /// One more, that takes requests.
  Hub join(String name) {
    var hub = launch(name);
    hub.port();
    hubs.add(hub);
    return hub;
  }

  public Hub hub(int number) {
    return hubs.get(number);
  }

  public TestRedis redis() {
    return redis;
  }

  @Override
  public void close() {
    hubs.forEach(Hub::kill);
    redis.close();
  }
}
