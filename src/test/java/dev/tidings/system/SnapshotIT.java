package dev.tidings.system;

import static dev.tidings.system.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `snapshot=true`: first the newest event of each topic, then the stream.
@Timeout(60)
class SnapshotIT {

  private final Hub hub = Hub.shared();

  @Test
  void firstComesTheNewestEventOfEachTopicThenTheStream() {
    publish("first", "a=1", "b=1", "a=2", "c/d=1", "b=2");

    try (var stream = hub.stream("topic=first/**&snapshot=true")) {
      assertThat(stream.next(3)).containsExactly("a=2", "c/d=1", "b=2");
      publish("first", "a=3", "a=4", "e=1");
      assertThat(stream.next(3)).containsExactly("a=3", "a=4", "e=1");
    }
  }

  @Test
  void itIsOfTheTopicsThatTheFiltersMatch() {
    publish("match", "a=1", "a/b=1", "a/c=1", "a/c/d=1", "b/c=1", "a/c=2");

    assertThat(snapshot("topic=match/a", 1)).containsExactly("a=1");
    assertThat(snapshot("topic=match/a/*", 2)).containsExactly("a/b=1", "a/c=2");
    assertThat(snapshot("topic=match/*/c", 2)).containsExactly("b/c=1", "a/c=2");
    assertThat(snapshot("topic=match/a/**&topic=match/a&topic=match/a/c", 4))
        .containsExactly("a=1", "a/b=1", "a/c/d=1", "a/c=2");
  }

  private List<String> snapshot(String query, int count) {
    try (var stream = hub.stream(query + "&snapshot=true")) {
      var events = stream.next(count);
      assertThat(stream.nextBlock().isEvent()).as("no more").isFalse();
      return events;
    }
  }

  @Test
  void itEndsWithTheCursorThatTheStreamGoesOnFrom() {
    publish("end", "a=1", "b=1");
    var after = hub.publish("other", "x");
    try (var stream = hub.stream("topic=end/*&snapshot=true")) {
      stream.next(2);
      assertThat(Cursor.parse(String.valueOf(stream.nextBlock().id())).orElseThrow())
          .isGreaterThanOrEqualTo(Cursor.parse(after).orElseThrow());
    }
  }

  @Test
  void anEmptyOneIsFollowedByTheStream() {
    try (var stream = hub.stream("topic=empty/*&snapshot=true")) {
      var opening = stream.nextBlock();
      var end = stream.nextBlock();
      assertThat(end.isEvent()).isFalse();
      assertThat(place(end)).isGreaterThan(place(opening));
      publish("empty", "a=1");
      assertThat(stream.next().data()).isEqualTo("a=1");
    }
  }

  @Test
  void itIsNotSentAgainOnAResume() {
    publish("again", "a=1", "b=1", "c=1");
    String seen;
    try (var stream = hub.stream("topic=again/*&snapshot=true")) {
      stream.next(3);
      seen = stream.lastId();
    }
    publish("again", "b=2");

    try (var resumed = resume("topic=again/*&snapshot=true", seen);
        var first = hub.stream("topic=again/*&snapshot=true&lastEventId=" + seen)) {
      assertThat(resumed.next().data()).isEqualTo("b=2");
      assertThat(first.next().data()).isEqualTo("b=2");
    }
  }

  @Test
  void whoDropsBeforeItHasComeMissesNothing() {
    publish("early", "a=1", "b=1", "a=2");
    String opening;
    try (var stream = hub.stream("topic=early/*&snapshot=true")) {
      opening = String.valueOf(stream.nextBlock().id());
    }
    publish("early", "c=1");

    try (var resumed = resume("topic=early/*&snapshot=true", opening)) {
      assertThat(latest(resumed, "c=1")).isEqualTo(Map.of("a", "a=2", "b", "b=1", "c", "c=1"));
    }
  }

  @Test
  void whoDropsInTheMiddleOfItMissesNothing() {
    publish("middle", "a=1", "b=1", "c=1", "d=1", "b=2", "e=1", "a=2");
    var latest = new HashMap<String, String>();
    String seen;
    try (var stream = hub.stream("topic=middle/*&snapshot=true")) {
      stream.next(2).forEach(data -> latest.put(name(data), data)); // c and d
      seen = stream.lastId();
    }
    publish("middle", "c=2", "f=1");

    try (var resumed = resume("topic=middle/*&snapshot=true", seen)) {
      latest.putAll(latest(resumed, "f=1"));
    }
    assertThat(latest.values()).containsExactlyInAnyOrder("a=2", "b=2", "c=2", "d=1", "e=1", "f=1");
  }

  @Test
  void withATimeItIsOfThatTimeAndAllThatCameSinceFollows() {
    publish("since", "a=1", "b=1", "a=2");
    var then = place(hub.publish("other", "x")).instant().plusMillis(1);
    Eventually.is(
        "later", () -> place(hub.publish("other", "x")).instant().isAfter(then.plusMillis(1)));
    publish("since", "a=3", "b=2", "a=4");

    try (var stream = hub.stream("topic=since/*&snapshot=true&since=" + then);
        var all = hub.stream("topic=since/*&snapshot=true&since=earliest")) {
      assertThat(stream.next(5)).containsExactly("b=1", "a=2", "a=3", "b=2", "a=4");
      assertThat(all.next(6)).containsExactly("a=1", "b=1", "a=2", "a=3", "b=2", "a=4");
    }
  }

  @Test
  void falseIsNone() {
    publish("false", "a=1");
    try (var stream = hub.stream("topic=false/*&snapshot=false")) {
      publish("false", "a=2");
      assertThat(stream.next().data()).isEqualTo("a=2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapshot=yes",
        "snapshot=TRUE",
        "snapshot=1",
        "snapshot=%00",
        "snapshot=true&snapshot=true",
        "snapshot=maybe&lastEventId=1-0"
      })
  void whatIsNeitherTrueNorFalseIsRefused(String query) {
    var bearer = RawHttp.bearer(hub.tokens().everything());
    assertProblem(RawHttp.exchange(hub, "GET", "/stream?topic=a&" + query, bearer), 400, "/stream");
  }

  /// Whoever begins with a snapshot, at whatever moment, holds in the end what somebody holds who
  /// has seen everything; and behind the snapshot has missed nothing.
  @Test
  void withTheStreamItIsWhatSomebodyHoldsWhoHasSeenEverything() throws Exception {
    publish("random", "begun=1");
    var everything = hub.stream("topic=random/*&since=earliest");
    try (everything;
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var publishers =
          IntStream.range(0, 2)
              .mapToObj(number -> threads.submit(() -> publishAtRandom(new Random(number))))
              .toList();
      var streams = new ArrayList<EventStream>();
      while (publishers.stream().anyMatch(publisher -> !publisher.isDone())) {
        streams.add(hub.stream("topic=random/*&snapshot=true"));
      }
      publish("random", "end=1");
      var all = events(everything, "end=1");

      assertThat(streams).hasSizeGreaterThan(2);
      for (var stream : streams) {
        try (stream) {
          var seen = events(stream, "end=1");
          var size = snapshotSize(seen);
          assertThat(latest(seen)).isEqualTo(latest(all));
          assertThat(seen.subList(size, seen.size()))
              .isEqualTo(all.subList(all.size() - seen.size() + size, all.size()));
        }
      }
    }
  }

  private void publishAtRandom(Random random) {
    for (int i = 0; i < 400; i++) {
      publish("random", random.nextInt(30) + "=" + i);
    }
  }

  /// Up to the last event of a topic that has come for the first time in a row.
  private static int snapshotSize(List<EventStream.Block> events) {
    var names = new ArrayList<String>();
    for (var event : events) {
      if (names.contains(name(event))) {
        break;
      }
      names.add(name(event));
    }
    return names.size();
  }

  private static List<EventStream.Block> events(EventStream stream, String last) {
    var events = new ArrayList<EventStream.Block>();
    var place = Cursor.ORIGIN;
    do {
      events.add(stream.next());
      assertThat(place(events.getLast())).isGreaterThan(place);
      place = place(events.getLast());
    } while (!last.equals(events.getLast().data()));
    return events;
  }

  private static Map<String, String> latest(EventStream stream, String last) {
    return latest(events(stream, last));
  }

  private static Map<String, String> latest(List<EventStream.Block> events) {
    var latest = new HashMap<String, String>();
    events.forEach(event -> latest.put(name(event), String.valueOf(event.data())));
    return latest;
  }

  private static String name(EventStream.Block event) {
    return name(String.valueOf(event.data()));
  }

  private static String name(String data) {
    return data.substring(0, data.indexOf('='));
  }

  private static Cursor place(EventStream.Block block) {
    return place(String.valueOf(block.id()));
  }

  private static Cursor place(String id) {
    return Cursor.parse(id).orElseThrow();
  }

  /// To the topic that stands before the `=`.
  private void publish(String prefix, String... data) {
    for (var each : data) {
      hub.publish(prefix + "/" + name(each), each);
    }
  }

  private EventStream resume(String query, String lastEventId) {
    return EventStream.open(
        hub.uri("/stream?" + query),
        hub.tokens().everything(),
        Map.of("Last-Event-ID", lastEventId));
  }
}
