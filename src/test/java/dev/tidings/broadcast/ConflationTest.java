package dev.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.broadcast.Subscription.Beginning;
import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.EventLog;
import dev.tidings.log.IdempotencyConfig;
import dev.tidings.log.Retention;
import dev.tidings.log.RocksDbConfig;
import dev.tidings.log.RocksDbEventLog;
import dev.tidings.system.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Streams that conflate, beside others that do not.
@Timeout(60)
class ConflationTest {

  private static final Duration INTERVAL = Duration.ofMillis(40);
  private static final TopicFilters EVERYTHING = TopicFilters.of("**");
  private static final int MANY = 100;
  private static final int WINDOW = 1 << 20;
  private static final Pattern EVENT = Pattern.compile("id: (\\S+)\ndata: (\\S+) (\\d+) *\n\n");

  private final EventLog log;
  private final FanOut fanOut;

  /// Many streams end here, and each says so.
  private final Logger said = Logger.getLogger(Subscriber.class.getName());

  private int published;

  ConflationTest(@TempDir Path directory) {
    said.setLevel(Level.WARNING);
    log =
        RocksDbEventLog.open(
            new RocksDbConfig(directory, Duration.ofSeconds(1)),
            new Retention(Duration.ofDays(1), 1_000_000, 1L << 30),
            new IdempotencyConfig(Duration.ofMinutes(10), 1000),
            InstantSource.system());
    fanOut = FanOuts.of(log, 10 * MANY, FanOuts.config(FanOuts.NOTICE, WINDOW, Duration.ZERO));
  }

  @AfterEach
  void stop() {
    fanOut.stop();
    log.close();
  }

  @Test
  void theNewestOfEachTopicComesAndNobodyElseIsAffected() {
    var conflating = subscribed(MANY, INTERVAL);
    var plain = subscribed(3, Duration.ZERO);

    for (int i = 0; i < 400; i++) {
      publish(5, number -> "t" + number % 3, "");
    }

    assertThat(conflating)
        .allSatisfy(line -> hasNewest(line, Map.of("t0", 1998, "t1", 1999, "t2", 1997)));
    assertThat(plain)
        .allSatisfy(line -> Eventually.is("all", () -> numbers(line).size() == published));
    assertThat(conflating.getFirst().writes()).isLessThan(plain.getFirst().writes());
  }

  @Test
  void aClientThatTakesNothingForAWhileGetsTheNewestInTheEnd() throws Exception {
    var stuck = new RecordingLine().stalled();
    subscribe(stuck, INTERVAL);
    var healthy = subscribed(MANY, INTERVAL);

    publish(10, _ -> "a", "");
    stuck.awaitStuck();
    publish(10, number -> number % 2 == 0 ? "a" : "b", "");

    assertThat(healthy).allSatisfy(line -> hasNewest(line, Map.of("a", 18, "b", 19)));
    stuck.resume();
    hasNewest(stuck, Map.of("a", 18, "b", 19));
  }

  /// In one interval more comes than may be held back.
  @Test
  void whatCannotBeHeldBackIsReadFromTheLog() {
    var conflating = subscribed(3, Duration.ofSeconds(1));
    publish(1, _ -> "first", "");
    assertThat(conflating).allSatisfy(line -> hasNewest(line, Map.of("first", 0)));

    publish(3000, number -> "t" + number % 1500, " ".repeat(1500));

    var newest = new HashMap<>(Map.of("first", 0));
    IntStream.rangeClosed(1501, 3000).forEach(number -> newest.put("t" + number % 1500, number));
    assertThat(conflating).allSatisfy(line -> hasNewest(line, newest));
  }

  private List<RecordingLine> subscribed(int count, Duration conflation) {
    var lines = IntStream.range(0, count).mapToObj(_ -> new RecordingLine()).toList();
    lines.forEach(line -> subscribe(line, conflation));
    return lines;
  }

  private void subscribe(RecordingLine line, Duration conflation) {
    var audience = new Audience(EVERYTHING, Encoding.EVENTS, conflation);
    var subscription = new Subscription(Holder.SELF, audience, Beginning.at(log.tip()));
    fanOut.subscribe(subscription, line).open();
  }

  /// As one batch, numbered.
  private void publish(int count, IntFunction<String> topic, String padding) {
    var publications =
        IntStream.range(published, published + count)
            .mapToObj(
                number -> {
                  var name = topic.apply(number);
                  return Publication.text(new Topic(name), name + " " + number + padding);
                })
            .toList();
    published += count;
    log.append(publications).forEach(fanOut::stored);
  }

  private static void hasNewest(RecordingLine line, Map<String, Integer> expected) {
    Eventually.is("the newest of each: " + expected, () -> newest(line).equals(expected));
    var place = Cursor.ORIGIN;
    for (var id : ids(line)) {
      assertThat(id).isGreaterThan(place);
      place = id;
    }
  }

  private static Map<String, Integer> newest(RecordingLine line) {
    var newest = new HashMap<String, Integer>();
    EVENT
        .matcher(line.written())
        .results()
        .forEach(event -> newest.put(event.group(2), Integer.parseInt(event.group(3))));
    return newest;
  }

  private static List<Integer> numbers(RecordingLine line) {
    return EVENT
        .matcher(line.written())
        .results()
        .map(event -> Integer.parseInt(event.group(3)))
        .toList();
  }

  private static List<Cursor> ids(RecordingLine line) {
    return EVENT
        .matcher(line.written())
        .results()
        .map(event -> Cursor.parse(event.group(1)).orElseThrow())
        .toList();
  }
}
