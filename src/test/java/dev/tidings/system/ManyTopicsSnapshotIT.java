package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A snapshot of 100,000 topics, while events are published and retention drops others.
@Timeout(120)
class ManyTopicsSnapshotIT {

  private static final int TOPICS = 100_000;
  private static final int OF_A_BATCH = 10_000;
  private static final int MOST_KEPT = 120_000;
  private static final int SUBSCRIBERS = 3;
  private static final String END = "end";

  private static final Pattern IDS = Pattern.compile("\"(\\d+-\\d+)\"");

  /// What was published, or received: to which topic, and which in turn.
  private record Event(Cursor id, String topic, int number) {}

  private int published;

  @Test
  void withTheStreamItIsWhatIsKeptInTheEnd() throws Exception {
    try (var hub =
            new Hub.Launch()
                .with("tidings.retention.max-events", Integer.toString(MOST_KEPT))
                .jvm("-Xmx256m")
                .start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Event>();
      for (int first = 0; first < TOPICS; first += OF_A_BATCH) {
        var begin = first;
        all.addAll(publish(hub, i -> begin + i, OF_A_BATCH));
      }
      var random = new Random(1);
      var subscribers = new ArrayList<Future<List<Event>>>();
      for (int i = 0; i < SUBSCRIBERS; i++) {
        subscribers.add(threads.submit(() -> received(hub)));
        for (int batch = 0; batch < 20; batch++) {
          all.addAll(publish(hub, _ -> random.nextInt(TOPICS), 500));
        }
      }
      hub.publish("many/" + END, "end 0");

      for (var subscriber : subscribers) {
        var events = subscriber.get();
        assertThat(events)
            .as("each once, in order")
            .isSortedAccordingTo(Comparator.comparing(Event::id))
            .doesNotHaveDuplicates();
        assertThat(newest(events))
            .containsAllEntriesOf(newest(all.subList(all.size() - TOPICS, all.size())));
      }
    }
  }

  /// As many are kept for certain; of older ones some are.
  private static Map<String, Integer> newest(List<Event> events) {
    var newest = new HashMap<String, Integer>();
    events.forEach(event -> newest.put(event.topic(), event.number()));
    return newest;
  }

  private List<Event> publish(Hub hub, IntUnaryOperator topic, int count) {
    var lines = new StringBuilder();
    var events = new ArrayList<Event>();
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var name = Integer.toString(topic.applyAsInt(i));
      names.add(name);
      lines.append(
          "{\"topic\":\"many/%s\",\"data\":\"%s %d\"}\n".formatted(name, name, published + i));
    }
    var answer = hub.post("/topics", "application/x-ndjson", lines.toString());
    assertThat(answer.statusCode()).isEqualTo(201);
    var ids = IDS.matcher(answer.body());
    for (var name : names) {
      assertThat(ids.find()).isTrue();
      events.add(new Event(Cursor.parse(ids.group(1)).orElseThrow(), name, published++));
    }
    return events;
  }

  private static List<Event> received(Hub hub) {
    try (var stream = hub.stream("topic=many/*&snapshot=true")) {
      var events = new ArrayList<Event>();
      while (true) {
        var block = stream.next();
        var words = String.valueOf(block.data()).split(" ", 2);
        if (words[0].equals(END)) {
          return events;
        }
        var id = Cursor.parse(String.valueOf(block.id())).orElseThrow();
        events.add(new Event(id, words[0], Integer.parseInt(words[1])));
      }
    }
  }
}
