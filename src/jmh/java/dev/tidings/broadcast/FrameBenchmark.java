package dev.tidings.broadcast;

import dev.tidings.event.Cursor;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What it costs to encode an event, which is done once for all who get it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@NullMarked
public class FrameBenchmark {

  /// Bytes of the data.
  @Param({"128", "16384"})
  public int size;

  private TopicEvent event = event(1);

  @Setup
  public void make() {
    event = event(size);
  }

  private static TopicEvent event(int size) {
    var publication = Publication.text(new Topic("bench/frame"), "x".repeat(size));
    return new TopicEvent(new Cursor(1_732_262_400_123L, 17), publication);
  }

  @Benchmark
  public Object encode() {
    return Frame.of(event, Encoding.EVENTS);
  }
}
