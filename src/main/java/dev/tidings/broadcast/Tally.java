package dev.tidings.broadcast;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/// What streams and polls have done since the hub began, in numbers that only grow.
///
/// Thread-safe; counting never blocks, and those who count do not disturb each other.
public final class Tally {

  private final Map<Connection.Transport, LongAdder> opened =
      counters(Connection.Transport.class, Connection.Transport.values());
  private final Map<Departure, LongAdder> closed = counters(Departure.class, Departure.values());
  private final LongAdder shed = new LongAdder();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder fromMemory = new LongAdder();
  private final LongAdder fromLog = new LongAdder();
  private final LongAdder conflated = new LongAdder();

  private volatile LongConsumer latencies = _ -> {};

  private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> type, E[] values) {
    var counters = new EnumMap<E, LongAdder>(type);
    for (var value : values) {
      counters.put(value, new LongAdder());
    }
    return counters;
  }

  void opened(Connection.Transport transport) {
    count(opened, transport);
  }

  void closed(Departure reason) {
    count(closed, reason);
  }

  void shed() {
    shed.increment();
  }

  private static <E extends Enum<E>> void count(Map<E, LongAdder> counters, E value) {
    var counter = counters.get(value);
    if (counter != null) {
      counter.increment();
    }
  }

  void delivered(int events) {
    deliveries.add(events);
  }

  void wrote(int count) {
    bytes.add(count);
  }

  void replayedFromMemory() {
    fromMemory.increment();
  }

  void replayedFromLog() {
    fromLog.increment();
  }

  /// So many deliveries were saved.
  void conflated(int count) {
    conflated.add(count);
  }

  /// A sample of how long it took from an event's id to its flush to a stream.
  void flushedAfter(long milliseconds) {
    latencies.accept(Math.max(0, milliseconds));
  }

  /// Names the one that is told such samples, in milliseconds, from now on. It must not block.
  public void tellLatenciesTo(LongConsumer listener) {
    latencies = listener;
  }

  public long openedOf(Connection.Transport transport) {
    return sum(opened, transport);
  }

  public long closedBecause(Departure reason) {
    return sum(closed, reason);
  }

  private static <E extends Enum<E>> long sum(Map<E, LongAdder> counters, E value) {
    var counter = counters.get(value);
    return counter == null ? 0 : counter.sum();
  }

  /// Streams that were sent elsewhere because there were far more here than at other hubs.
  public long streamsShed() {
    return shed.sum();
  }

  /// Events written, one for each stream that it was written to.
  public long deliveries() {
    return deliveries.sum();
  }

  /// Bytes written.
  public long bytes() {
    return bytes.sum();
  }

  /// How often somebody was given from memory what lay behind the cursor that it came with.
  public long replaysFromMemory() {
    return fromMemory.sum();
  }

  /// How often reading from the log was begun for somebody.
  public long replaysFromLog() {
    return fromLog.sum();
  }

  /// Deliveries that conflation has saved.
  public long conflated() {
    return conflated.sum();
  }
}
