package dev.tidings.benchmark.report;

/// One thing that was measured, once.
///
/// @param name what it is
/// @param unit in which it is counted
public record Figure(String name, String unit, double value) {

  public static final String CPU_PER_DELIVERY = "CPU per delivery";
  public static final String DELIVERIES = "deliveries";
  public static final String LATENCY = "latency ";
  public static final String MEMORY_PER_STREAM = "memory per stream, settled";

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double KIB = 1024;

  public static Figure micros(String name, double nanos) {
    return new Figure(name, "µs", nanos / NANOS_PER_MICRO);
  }

  public static Figure millis(String name, long nanos) {
    return new Figure(name, "ms", nanos / NANOS_PER_MILLI);
  }

  public static Figure perSecond(String name, long count, long nanos) {
    return new Figure(name, "/s", count * NANOS_PER_SECOND / nanos);
  }

  public static Figure kib(String name, double bytes) {
    return new Figure(name, "KiB", bytes / KIB);
  }

  public static Figure mib(String name, long bytes) {
    return new Figure(name, "MiB", bytes / KIB / KIB);
  }
}
