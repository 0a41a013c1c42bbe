package dev.tidings.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/// What the kernel knows of a server's processes. Linux only.
///
/// @param pids all of them
public record ProcessGroup(Set<Long> pids) {

  private static final Pattern PSS = Pattern.compile("^Pss: +(\\d+) kB", Pattern.MULTILINE);

  public boolean isAlive() {
    return pids.stream().allMatch(pid -> Files.exists(Path.of("/proc/" + pid)));
  }

  /// CPU time that they have used so far, user and system, all threads, those that have ended
  /// included.
  public long cpuNanos() {
    return pids.stream().mapToLong(CpuClock::nanosOf).sum();
  }

  /// Memory that is resident, in bytes; what several of them share is counted once (the kernel's
  /// "proportional set size", summed).
  public long residentBytes() {
    return pids.stream().mapToLong(ProcessGroup::residentBytes).sum();
  }

  private static long residentBytes(long pid) {
    try {
      var matcher = PSS.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
      return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many files they have open, sockets included.
  public long openFiles() {
    return pids.stream().mapToLong(ProcessGroup::openFiles).sum();
  }

  private static long openFiles(long pid) {
    try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
