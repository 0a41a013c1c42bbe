package dev.tidings.operations;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Defaults that follow from how many files the process may open.
///
/// The server's listener ends for good when it cannot accept for want of files, so connections are
/// bounded below that; and streams below the connections, so that probes, publishers and a clear
/// refusal still get through.
public final class ProcessLimits implements ConfigSource {

  public static final String MAX_CONNECTIONS = "server.max-tcp-connections";
  public static final String MAX_STREAMS = "tidings.limits.streams";

  /// Libraries, the log's files, and what the JVM opens for itself.
  private static final long FILES_OF_THE_HUB = 448;

  private static final long UNKNOWN = 10_000;
  private static final int BELOW_ALL_OTHERS = 10;

  private final Map<String, String> properties;

  public ProcessLimits() {
    var connections = connectionsFor(maxFiles());
    var others = Math.clamp(connections / 20, 4L, 64L);
    properties =
        Map.of(
            MAX_CONNECTIONS, Long.toString(connections),
            MAX_STREAMS, Long.toString(connections - others));
  }

  /// How many connections a process may have that may open so many files.
  public static long connectionsFor(long files) {
    return Math.max(16, Math.min(files - FILES_OF_THE_HUB, Integer.MAX_VALUE));
  }

  /// Of this process; as good as unlimited where the system does not say.
  public static long maxFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : UNKNOWN;
  }

  @Override
  public Set<String> getPropertyNames() {
    return properties.keySet();
  }

  @Override
  public @Nullable String getValue(String name) {
    return properties.get(name);
  }

  @Override
  public String getName() {
    return "limits of the process";
  }

  @Override
  public int getOrdinal() {
    return BELOW_ALL_OTHERS;
  }
}
