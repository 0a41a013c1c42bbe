package dev.tidings.proof;

import dev.tidings.benchmark.server.Home;
import dev.tidings.redis.TestRedis;
import dev.tidings.system.Hub;
import dev.tidings.system.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The hubs, each a process of its own that keeps its port and its name when it is started anew.
final class HubGroup implements AutoCloseable {

  static final int COUNT = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Tokens tokens;
  private final String redis;
  private final int waitReplicas;
  private final Path directory;
  private final List<Integer> ports =
      IntStream.range(0, COUNT).mapToObj(_ -> TestRedis.freePort()).toList();
  private final List<Hub> hubs = new ArrayList<>();

  private HubGroup(Tokens tokens, String redis, int waitReplicas, Path directory) {
    this.tokens = tokens;
    this.redis = redis;
    this.waitReplicas = waitReplicas;
    this.directory = directory;
  }

  /// @param redis where it is
  /// @param waitReplicas how many must have an event before it is acknowledged
  /// @param directory what hubs leave behind
  static HubGroup start(Tokens tokens, String redis, int waitReplicas, Path directory) {
    var group = new HubGroup(tokens, redis, waitReplicas, directory);
    for (int i = 0; i < COUNT; i++) {
      group.hubs.add(group.launched(i));
    }
    group.awaitHealth();
    return group;
  }

  private Hub launched(int number) {
    return new Hub.Launch()
        .issuing(tokens)
        .in(Home.empty(directory.resolve("hub-" + number)).path())
        .with("server.port", Integer.toString(ports.get(number)))
        .with("tidings.node.name", "hub-" + number)
        .with("tidings.log.engine", "redis")
        .with("tidings.redis.uri", redis)
        .with("tidings.redis.wait-replicas", Integer.toString(waitReplicas))
        .with("tidings.stream.heartbeat", "PT2S")
        .with("tidings.stream.retry", "PT1S")
        .with("tidings.drain.window", "PT3S")
        .launch();
  }

  Hub hub(int number) {
    return hubs.get(number);
  }

  List<Integer> ports() {
    return ports;
  }

  /// Has one run again that has ended.
  void startAgain(int number) {
    keepOutput(number);
    hubs.set(number, launched(number));
  }

  boolean isReady(int number) {
    return hubs.get(number).process().isAlive() && answersReady(number);
  }

  private boolean answersReady(int number) {
    try {
      return hubs.get(number).port() > 0
          && hubs.get(number).get("/health/ready").statusCode() == 200;
    } catch (RuntimeException _) {
      return false;
    }
  }

  void awaitReady(int number) {
    Waiting.until("hub " + number + " is ready", PATIENCE, () -> isReady(number));
  }

  void awaitHealth() {
    for (int i = 0; i < COUNT; i++) {
      awaitReady(i);
    }
  }

  /// What the hubs have said that is worth a look.
  List<String> complaints() {
    return hubs.stream()
        .flatMap(hub -> hub.output().lines())
        .filter(line -> line.contains("Exception") || line.contains("\tat "))
        .limit(20)
        .toList();
  }

  /// Keeps what the hubs have said.
  private void keepOutput(int number) {
    try {
      Files.writeString(
          directory.resolve("hub-" + number + ".log"),
          hubs.get(number).output() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    hubs.forEach(Hub::kill);
    IntStream.range(0, COUNT).forEach(this::keepOutput);
  }
}
