package dev.tidings.development;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What Linux tells of the machine and Java does not.
final class Kernel {

  /// @param received bytes since the machine started, all interfaces together
  /// @param sent likewise
  record Traffic(long received, long sent) {}

  private static final Path INTERFACES = Path.of("/proc/net/dev");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final int SENT = 8;

  private Kernel() {}

  static Optional<Traffic> traffic() {
    try {
      long received = 0;
      long sent = 0;
      for (var line : Files.readAllLines(INTERFACES)) {
        var colon = line.indexOf(':');
        if (colon > 0) {
          var figures = line.substring(colon + 1).strip().split("\\s+", -1);
          received += Long.parseLong(figures[0]);
          sent += Long.parseLong(figures[SENT]);
        }
      }
      return Optional.of(new Traffic(received, sent));
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  /// Bytes that programs could still have; more than what is free, for caches give way.
  static Optional<Long> availableMemory() {
    try {
      return Files.readAllLines(MEMORY).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
