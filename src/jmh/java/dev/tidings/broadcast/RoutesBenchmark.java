package dev.tidings.broadcast;

import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
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
import org.openjdk.jmh.annotations.TearDown;

/// What it costs to find who wants a topic.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@NullMarked
public class RoutesBenchmark {

  /// How many filters there are, no two the same.
  @Param({"1", "10000"})
  public int filters;

  private final Broadcasters broadcasters = new Broadcasters();
  private final Routes routes = new Routes();
  private final Topic wanted = new Topic("users/0/notifications");
  private final Topic unwanted = new Topic("orders/0/notifications");

  @Setup
  public void add() {
    for (int i = 0; i < filters; i++) {
      routes.add(broadcasters.on(TopicFilters.of("users/" + i + "/*")));
    }
  }

  @TearDown
  public void close() {
    broadcasters.close();
  }

  @Benchmark
  public Object one() {
    return routes.matching(wanted);
  }

  @Benchmark
  public Object none() {
    return routes.matching(unwanted);
  }
}
