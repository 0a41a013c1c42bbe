package dev.tidings.benchmark.server;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The CPU clock of another process, in nanoseconds: `/proc` has it in hundredths of a second only,
/// and a sum over its threads forgets those that have ended.
final class CpuClock {

  /// Linux makes a process's clock of its id: the complement, and the kind "scheduler" (2).
  private static final int SCHEDULER = 2;

  private static final long NANOS = 1_000_000_000;

  @SuppressWarnings("restricted")
  private static final MethodHandle CLOCK_GETTIME =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("clock_gettime").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private CpuClock() {}

  /// What a process has used so far, user and system.
  ///
  /// @throws IllegalStateException if there is no such process
  static long nanosOf(long pid) {
    try (var arena = Arena.ofConfined()) {
      var time = arena.allocate(MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG));
      var clock = (~Math.toIntExact(pid) << 3) | SCHEDULER;
      if ((int) CLOCK_GETTIME.invokeExact(clock, time) != 0) {
        throw new IllegalStateException("no process " + pid);
      }
      return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS
          + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
