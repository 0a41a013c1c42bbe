package dev.tidings.system;

import static dev.tidings.system.Problems.json;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that take another transport, and another form of the events, whenever they like, at
/// whichever id, while events flow.
@Timeout(120)
class SwitchingIT {

  private static final int CLIENTS = 8;
  private static final int EVENTS = 1500;
  private static final int TOPICS = 5;
  private static final int MOST_AT_ONCE = 40;

  private final Hub hub = Hub.shared();

  /// What a client has of an event, however it got it.
  private record Received(String id, String data) {}

  /// A way to read on behind an id.
  private interface Transport {

    /// @param most how many are wanted; there may be more
    List<Received> read(String cursor, int most);
  }

  @Test
  void whoSwitchesAtAnyIdMissesNothingAndGetsNothingTwice() throws Exception {
    var seed = System.nanoTime();
    var start = json(hub.poll("topic=switch/*&wait=0").body()).getString("lastEventId");
    var clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> new FutureTask<>(() -> readAll(start, new Random(seed + i))))
            .toList();
    clients.forEach(client -> Thread.ofVirtual().start(client));

    var published = publishAll(new Random(seed));

    for (var client : clients) {
      assertThat(client.get()).as("seed %d", seed).isEqualTo(published);
    }
  }

  /// One by one, and now and then some at once.
  private List<Received> publishAll(Random random) {
    var published = new ArrayList<Received>();
    while (published.size() < EVENTS) {
      var first = published.size();
      if (random.nextInt(10) > 0) {
        var data = "event " + first;
        published.add(new Received(hub.publish("switch/" + first % TOPICS, data), data));
        continue;
      }
      var lines = new StringBuilder();
      var data = new ArrayList<String>();
      for (int i = first; i < Math.min(EVENTS, first + MOST_AT_ONCE); i++) {
        data.add("event " + i);
        lines.append("{\"topic\":\"switch/%d\",\"data\":\"event %d\"}\n".formatted(i % TOPICS, i));
      }
      var answer = hub.post("/topics", "application/x-ndjson", lines.toString());
      assertThat(answer.statusCode()).isEqualTo(201);
      var ids = json(answer.body()).getJsonArray("ids");
      for (int i = 0; i < data.size(); i++) {
        published.add(new Received(ids.getString(i), data.get(i)));
      }
    }
    return published;
  }

  private List<Received> readAll(String start, Random random) {
    var transports = List.<Transport>of(this::events, this::envelopes, this::lines, this::polled);
    var received = new ArrayList<Received>();
    var cursor = start;
    while (received.size() < EVENTS) {
      var wanted = Math.min(1 + random.nextInt(MOST_AT_ONCE), EVENTS - received.size());
      var read = transports.get(random.nextInt(transports.size())).read(cursor, wanted);
      received.addAll(read);
      cursor = read.isEmpty() ? cursor : read.getLast().id();
    }
    return received;
  }

  private List<Received> events(String cursor, int most) {
    try (var stream = hub.resume("switch/*", cursor)) {
      return IntStream.range(0, most)
          .mapToObj(_ -> stream.next())
          .map(block -> new Received(String.valueOf(block.id()), String.valueOf(block.data())))
          .toList();
    }
  }

  private List<Received> envelopes(String cursor, int most) {
    try (var stream = hub.stream("topic=switch/*&envelope=cloudevents&lastEventId=" + cursor)) {
      return IntStream.range(0, most)
          .mapToObj(_ -> json(String.valueOf(stream.next().data())))
          .map(SwitchingIT::received)
          .toList();
    }
  }

  private List<Received> lines(String cursor, int most) {
    try (var stream =
        LineStream.open(
            hub.uri("/stream?topic=switch/*"),
            hub.tokens().everything(),
            Map.of("Last-Event-ID", cursor))) {
      return IntStream.range(0, most)
          .mapToObj(_ -> stream.next())
          .map(SwitchingIT::received)
          .toList();
    }
  }

  /// A client that stops reading in the middle of an answer goes on behind what it has read.
  private List<Received> polled(String cursor, int most) {
    var answer = hub.poll("topic=switch/*&wait=1&lastEventId=" + cursor);
    assertThat(answer.statusCode()).isEqualTo(200);
    return json(answer.body()).getJsonArray("events").getValuesAs(JsonObject.class).stream()
        .limit(most)
        .map(SwitchingIT::received)
        .toList();
  }

  private static Received received(JsonObject envelope) {
    return new Received(envelope.getString("id"), envelope.getString("data"));
  }
}
