package dev.tidings.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What was used of the machine in a stretch of time.
///
/// @param wallNanos how long it was
/// @param serverNanos CPU time of the server's processes
/// @param loadNanos CPU time of the process that measures
/// @param otherShare what everything else on the machine used, 0 to 1 of all processors
/// @param stolenShare what the machine below kept for others, 0 to 1 of all processors
public record Usage(
    long wallNanos, long serverNanos, long loadNanos, double otherShare, double stolenShare) {

  /// Where a stretch began.
  public static final class Start {

    private final ProcessGroup server;
    private final long wall = System.nanoTime();
    private final long serverCpu;
    private final long loadCpu = loadNanos();
    private final Machine machine = Machine.now();

    public Start(ProcessGroup server) {
      this.server = server;
      this.serverCpu = server.cpuNanos();
    }

    /// May be called more than once.
    public Usage untilNow() {
      var serverNanos = server.cpuNanos() - serverCpu;
      var loadNanos = loadNanos() - loadCpu;
      var wallNanos = System.nanoTime() - wall;
      var now = Machine.now();
      double all = (double) Math.max(1, now.all - machine.all);
      var ticksOfOurs = (serverNanos + loadNanos) / Machine.NANOS_PER_TICK;
      var others = Math.max(0, now.busy - machine.busy - ticksOfOurs);
      return new Usage(
          wallNanos, serverNanos, loadNanos, others / all, (now.stolen - machine.stolen) / all);
    }

    private static long loadNanos() {
      return CpuClock.nanosOf(ProcessHandle.current().pid());
    }
  }

  /// The first line of `/proc/stat`, in hundredths of a second of all processors.
  private record Machine(long all, long busy, long stolen) {

    static final double NANOS_PER_TICK = 10_000_000;

    private static final int USER = 1;
    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int STOLEN = 8;

    static Machine now() {
      try (var lines = Files.lines(Path.of("/proc/stat"))) {
        var fields = lines.findFirst().orElseThrow().split(" +", -1);
        long all = 0;
        for (int i = USER; i <= STOLEN; i++) {
          all += Long.parseLong(fields[i]);
        }
        var stolen = Long.parseLong(fields[STOLEN]);
        var idle = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[WAITING]);
        return new Machine(all, all - idle - stolen, stolen);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
