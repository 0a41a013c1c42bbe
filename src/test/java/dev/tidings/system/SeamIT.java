package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Between what is kept and what comes live there is no seam: streams open and drop at random while
/// events are published as fast as they are taken.
class SeamIT {

  private static final String TOPIC = "seam";
  private static final int PUBLISHERS = 2;
  private static final int EVENTS_OF_EACH = 700;
  private static final int EVENTS = PUBLISHERS * EVENTS_OF_EACH;
  private static final int SUBSCRIBERS = 4;
  private static final int MOST_OF_ONE_STREAM = 120;

  private final Hub hub = Hub.shared();
  private final AtomicBoolean published = new AtomicBoolean();

  @Test
  void whoeverConnectsAtRandomGetsEachEventOnceAndInOrder() throws Exception {
    var start = tip();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var reconnecting = started(threads, SUBSCRIBERS, i -> () -> readAll(start, new Random(i)));
      var fresh = started(threads, SUBSCRIBERS, i -> () -> readSome(new Random(i)));
      var ids =
          results(started(threads, PUBLISHERS, _ -> this::publishAll)).stream()
              .flatMap(List::stream)
              .sorted(Comparator.comparing(id -> Cursor.parse(id).orElseThrow()))
              .toList();
      published.set(true);

      assertThat(ids).hasSize(EVENTS).doesNotHaveDuplicates();
      assertThat(results(reconnecting)).allSatisfy(seen -> assertThat(seen).isEqualTo(ids));
      for (var streams : results(fresh)) {
        assertThat(streams).isNotEmpty();
        for (var seen : streams) {
          var first = ids.indexOf(seen.getFirst());
          assertThat(seen).isEqualTo(ids.subList(first, first + seen.size()));
        }
      }
    } finally {
      threads.shutdownNow(); // who waits still is interrupted
    }
  }

  private String tip() {
    try (var stream = hub.subscribe(TOPIC)) {
      stream.nextBlock();
      return stream.lastId();
    }
  }

  private List<String> publishAll() {
    return IntStream.range(0, EVENTS_OF_EACH)
        .mapToObj(i -> hub.publish(TOPIC, Integer.toString(i)))
        .toList();
  }

  /// The ids that a client sees that drops now and then, and resumes where it was.
  private List<String> readAll(String start, Random random) {
    var seen = new ArrayList<String>();
    var place = start;
    while (seen.size() < EVENTS) {
      try (var stream = open(random, Map.of("Last-Event-ID", place))) {
        var some = Math.min(random.nextInt(1, MOST_OF_ONE_STREAM), EVENTS - seen.size());
        var isLast = published.get();
        var next = ids(stream, some);
        seen.addAll(next);
        place = stream.lastId();
        if (isLast && next.isEmpty()) {
          break; // some were missed, which the comparison will show
        }
      }
    }
    return seen;
  }

  /// What each of many streams saw that started somewhere in between.
  private List<List<String>> readSome(Random random) {
    var streams = new ArrayList<List<String>>();
    while (!published.get()) {
      try (var stream = open(random, Map.of())) {
        streams.add(ids(stream, random.nextInt(1, MOST_OF_ONE_STREAM)));
      }
    }
    return streams.stream().filter(seen -> !seen.isEmpty()).toList();
  }

  /// Half of them share their filters with others, and so what the hub holds in memory for these;
  /// half have a second filter, which nothing matches, that makes them the first of their kind.
  private EventStream open(Random random, Map<String, String> headers) {
    var second = random.nextBoolean() ? "" : "&topic=none/" + random.nextLong();
    return EventStream.open(
        hub.uri("/stream?topic=" + TOPIC + second), hub.tokens().everything(), headers);
  }

  /// Fewer only if there are no more to come.
  private List<String> ids(EventStream stream, int count) {
    var ids = new ArrayList<String>();
    while (ids.size() < count) {
      var wasPublished = published.get();
      var block = stream.nextBlock();
      assertThat(block).isNotEqualTo(EventStream.Block.END);
      assertThat(block.type()).as("no gap").isNull();
      if (block.isEvent()) {
        ids.add(String.valueOf(block.id()));
      } else if (wasPublished && !block.comments().contains("tidings")) {
        break; // a heartbeat behind the last event
      }
    }
    return ids;
  }

  private static <T> List<Future<T>> started(
      ExecutorService threads, int count, IntFunction<Callable<T>> task) {
    return IntStream.range(0, count).mapToObj(i -> threads.submit(task.apply(i))).toList();
  }

  private static <T> List<T> results(List<Future<T>> futures) throws Exception {
    var results = new ArrayList<T>();
    for (var future : futures) {
      try {
        results.add(future.get(60, TimeUnit.SECONDS));
      } catch (TimeoutException e) {
        throw new AssertionError("not all has come", e);
      }
    }
    return results;
  }
}
