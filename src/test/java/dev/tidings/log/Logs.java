package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import dev.tidings.event.TopicFilters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// What tests do with logs.
public final class Logs {

  public static final Retention ROOMY = new Retention(Duration.ofDays(365), 1_000_000, 1L << 30);
  public static final IdempotencyConfig IDEMPOTENCY =
      new IdempotencyConfig(Duration.ofMinutes(10), 1_000_000);
  public static final TopicFilters EVERYTHING = TopicFilters.of("**");

  private static final int MOST_AT_ONCE = 2000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Logs() {}

  static RocksDbEventLog open(Path directory, Retention retention, InstantSource clock) {
    return open(directory, retention, IDEMPOTENCY, clock);
  }

  static RocksDbEventLog open(
      Path directory, Retention retention, IdempotencyConfig idempotency, InstantSource clock) {
    return RocksDbEventLog.open(
        new RocksDbConfig(directory, Duration.ofSeconds(1)), retention, idempotency, clock);
  }

  static RocksDbEventLog open(Path directory) {
    return open(directory, ROOMY, InstantSource.system());
  }

  static TopicEvent append(EventLog log, String topic, String data) {
    return log.append(Publication.text(new Topic(topic), data));
  }

  /// Many at once, so that it does not take long, but no more than a log on a slow machine carries
  /// out before it refuses them; in no particular order.
  static List<TopicEvent> appendAll(EventLog log, int count, IntFunction<Publication> publication)
      throws Exception {
    var places = new Semaphore(MOST_AT_ONCE);
    try (var publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      var appends = new ArrayList<Future<TopicEvent>>();
      for (int i = 0; i < count; i++) {
        var number = i;
        appends.add(
            publishers.submit(
                () -> {
                  places.acquire();
                  try {
                    return log.append(publication.apply(number));
                  } finally {
                    places.release();
                  }
                }));
      }
      var events = new ArrayList<TopicEvent>();
      for (var append : appends) {
        events.add(append.get());
      }
      return events;
    }
  }

  public static List<TopicEvent> readAll(EventLog log, Cursor after) {
    return readAll(log, after, EVERYTHING, 1000);
  }

  /// Page by page, up to the tip.
  public static List<TopicEvent> readAll(
      EventLog log, Cursor after, TopicFilters filters, int limit) {
    var events = new ArrayList<TopicEvent>();
    var tip = log.tip();
    var place = after;
    while (place.isBefore(tip)) {
      var page = page(log.read(place, filters, limit));
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      assertThat(page.through()).as("each read gets on").isGreaterThan(place);
      page.events().forEach(event -> events.add(event.event()));
      place = page.through();
    }
    return events;
  }

  static Reading.Page page(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Page.class);
    return (Reading.Page) reading;
  }

  static List<String> data(List<TopicEvent> events) {
    return events.stream().map(TopicEvent::data).toList();
  }

  public static void await(String what, BooleanSupplier condition) throws InterruptedException {
    var latest = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(latest);
      Thread.sleep(5);
    }
  }
}
