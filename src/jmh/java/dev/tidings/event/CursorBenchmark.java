package dev.tidings.event;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Ids to and from text.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@NullMarked
public class CursorBenchmark {

  private String text = "1732262400123-17";
  private Cursor cursor = new Cursor(1_732_262_400_123L, 17);

  @Benchmark
  public Optional<Cursor> parse() {
    return Cursor.parse(text);
  }

  @Benchmark
  public String print() {
    return cursor.toString();
  }
}
