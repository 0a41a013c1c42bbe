package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A hub that is killed in the middle of its work has lost nothing that it had acknowledged.
class CrashIT {

  private static final int KILLS = 3;
  private static final int PUBLISHERS = 6;
  private static final int ACKNOWLEDGED_BEFORE_A_KILL = 2000;
  private static final int BATCHES_BEFORE_A_KILL = 200;
  private static final List<String> BATCH =
      IntStream.range(0, 50).mapToObj(Integer::toString).toList();
  private static final String PADDING = " ".repeat(2000);

  private record Kept(Cursor id, String data) {}

  /// Publishes `name/0`, `name/1` and so on, each once the one before was acknowledged, for as long
  /// as the hub lives.
  private static final class Publisher {

    private final Hub hub;
    private final String name;
    private final AtomicInteger total;
    private final List<Kept> acknowledged = new ArrayList<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::publish);

    Publisher(Hub hub, String name, AtomicInteger total) {
      this.hub = hub;
      this.name = name;
      this.total = total;
    }

    private void publish() {
      var token = hub.tokens().everything();
      try (var wire = Wire.to(hub)) {
        while (true) {
          var data = name + "/" + acknowledged.size();
          var answer = wire.publish("crash/" + name, token, data + PADDING);
          acknowledged.add(new Kept(answer.id(), data));
          total.incrementAndGet();
        }
      } catch (IOException _) {
        // killed, as intended
      }
    }
  }

  private final List<Publisher> publishers = new ArrayList<>();

  @Test
  void everyAcknowledgedEventIsThereOnceAndInOrderHoweverOftenTheHubIsKilled() throws Exception {
    var hub = new Hub.Launch().start();
    try {
      for (int kill = 1; kill <= KILLS; kill++) {
        killInTheMiddle(hub, kill);
        hub = new Hub.Launch().inPlaceOf(hub).start();
        compare(recovered(hub), kill);
      }
    } finally {
      hub.close();
    }
  }

  /// Each batch is of one name, whose events are numbered.
  @Test
  void aBatchIsThereWhollyOrNotAtAllHoweverTheHubIsKilled() throws Exception {
    var hub = new Hub.Launch().start();
    try {
      var acknowledged = new HashSet<String>();
      for (int kill = 1; kill <= KILLS; kill++) {
        acknowledged.addAll(killAmongBatches(hub, kill));
        hub = new Hub.Launch().inPlaceOf(hub).start();
        var batches = new LinkedHashMap<String, List<String>>();
        for (var event : recovered(hub)) {
          var parts = event.data().split("#", 2);
          batches.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
        }

        assertThat(batches.keySet()).containsAll(acknowledged);
        assertThat(batches.values()).allMatch(BATCH::equals);
      }
    } finally {
      hub.close();
    }
  }

  private static Set<String> killAmongBatches(Hub hub, int kill) throws InterruptedException {
    var acknowledged = ConcurrentHashMap.<String>newKeySet();
    var publishers =
        IntStream.range(0, PUBLISHERS)
            .mapToObj(number -> kill + "/" + number)
            .map(name -> Thread.ofVirtual().start(() -> publishBatches(hub, name, acknowledged)))
            .toList();
    Eventually.is("load", () -> acknowledged.size() >= BATCHES_BEFORE_A_KILL);
    hub.kill();
    for (var publisher : publishers) {
      publisher.join();
    }
    return acknowledged;
  }

  private static void publishBatches(Hub hub, String publisher, Set<String> acknowledged) {
    var token = hub.tokens().everything();
    try (var wire = Wire.to(hub)) {
      for (int i = 0; true; i++) {
        var name = publisher + "/" + i;
        var lines =
            BATCH.stream()
                .map(
                    number ->
                        "{\"topic\":\"crash/%1$s\",\"data\":\"%2$s#%1$s\"}\n"
                            .formatted(number, name))
                .collect(Collectors.joining());
        assertThat(wire.publishBatch(token, lines).status()).isEqualTo(201);
        acknowledged.add(name);
      }
    } catch (IOException _) {
      // killed, as intended
    }
  }

  private void killInTheMiddle(Hub hub, int kill) throws InterruptedException {
    var total = new AtomicInteger();
    var atWork =
        IntStream.range(0, PUBLISHERS)
            .mapToObj(number -> new Publisher(hub, kill + "/" + number, total))
            .toList();
    atWork.forEach(publisher -> publisher.thread.start());
    Eventually.is("load", () -> total.get() >= ACKNOWLEDGED_BEFORE_A_KILL);
    hub.kill();
    for (var publisher : atWork) {
      publisher.thread.join();
    }
    publishers.addAll(atWork);
  }

  /// All that the log holds, up to an event that is published now.
  private static List<Kept> recovered(Hub hub) {
    var end = hub.publish("crash/end", "end");
    var recovered = new ArrayList<Kept>();
    try (var stream = hub.stream("topic=crash/**&since=earliest")) {
      for (var event = stream.next(); !end.equals(event.id()); event = stream.next()) {
        recovered.add(
            new Kept(
                Cursor.parse(String.valueOf(event.id())).orElseThrow(),
                String.valueOf(event.data()).strip()));
      }
    }
    return recovered.stream().filter(kept -> !kept.data().equals("end")).toList();
  }

  private void compare(List<Kept> recovered, int kill) {
    var acknowledged = publishers.stream().flatMap(one -> one.acknowledged.stream()).toList();
    var lost = new HashSet<>(acknowledged);
    recovered.forEach(lost::remove);
    var distinct = recovered.stream().map(Kept::data).distinct().count();
    System.out.printf(
        "kill %d: acknowledged=%d recovered=%d lost=%d doubled=%d%n",
        kill, acknowledged.size(), recovered.size(), lost.size(), recovered.size() - distinct);

    assertThat(lost).isEmpty();
    assertThat(recovered).doesNotHaveDuplicates().hasSize(Math.toIntExact(distinct));
    assertThat(recovered).isSortedAccordingTo(Comparator.comparing(Kept::id));
    publishers.forEach(publisher -> isWithoutAHole(publisher, recovered));
  }

  /// At the most one was stored whose answer did not get through.
  private static void isWithoutAHole(Publisher publisher, List<Kept> recovered) {
    var name = publisher.name + "/";
    var data = recovered.stream().map(Kept::data).filter(text -> text.startsWith(name)).toList();
    var acknowledged = publisher.acknowledged.size();
    assertThat(data.size()).isBetween(acknowledged, acknowledged + 1);
    assertThat(data)
        .isEqualTo(IntStream.range(0, data.size()).mapToObj(number -> name + number).toList());
  }
}
