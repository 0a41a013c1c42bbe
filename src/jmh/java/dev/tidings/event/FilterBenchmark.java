package dev.tidings.event;

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

/// What it costs to hold a topic, or another filter, against a filter.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@NullMarked
public class FilterBenchmark {

  @Param({"users/42/notifications", "users/*/notifications", "users/**", "orders/*/notifications"})
  public String filter = "**";

  private final Topic topic = new Topic("users/42/notifications");
  private final TopicFilter asked = new TopicFilter("users/42/*");

  @Benchmark
  public boolean matches(Parsed parsed) {
    return parsed.filter.matches(topic);
  }

  @Benchmark
  public boolean covers(Parsed parsed) {
    return parsed.filter.covers(asked);
  }

  /// The filter, made once.
  @State(Scope.Thread)
  public static class Parsed {

    private TopicFilter filter = new TopicFilter("**");

    @Setup
    public void parse(FilterBenchmark benchmark) {
      filter = new TopicFilter(benchmark.filter);
    }
  }
}
