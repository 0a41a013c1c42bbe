package dev.tidings.benchmark;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidings.benchmark.scenario.Scenario;
import dev.tidings.benchmark.scenario.Settings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What was asked for on the command line.
///
/// @param directory where everything is written
/// @param jvm options of the hub's JVM
/// @param peer whether a peer takes part if it is installed
record Options(
    Path directory, List<Scenario> scenarios, Settings settings, List<String> jvm, boolean peer) {

  /// Files of a server or of this process that are no streams, and room for publishers.
  private static final long OTHER_FILES = 800;

  private static final String ALL = "all";

  /// What Maven handed on.
  ///
  /// @throws IllegalArgumentException with a message for the user
  static Options ofSystemProperties() {
    return new Options(
        Path.of(System.getProperty("benchmark.directory", "target/benchmark")),
        scenarios(System.getProperty("benchmark.scenarios", ALL)),
        new Settings(
            Integer.parseInt(System.getProperty("benchmark.runs", "3")),
            Boolean.parseBoolean(System.getProperty("benchmark.quick", "false")),
            Math.min(
                Integer.parseInt(System.getProperty("benchmark.streams", "10000")), mostStreams())),
        words(System.getProperty("benchmark.jvm", ""), " +"),
        peer(System.getProperty("benchmark.peer", "auto")));
  }

  private static List<Scenario> scenarios(String chosen) {
    if (chosen.equals(ALL)) {
      return Scenario.all();
    }
    return words(chosen, " *, *").stream().map(Options::scenario).toList();
  }

  private static Scenario scenario(String name) {
    return Scenario.all().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "benchmark.scenarios may name %s, not '%s'"
                        .formatted(Scenario.all().stream().map(Scenario::name).toList(), name)));
  }

  private static boolean peer(String value) {
    return switch (value) {
      case "auto" -> true;
      case "none" -> false;
      default ->
          throw new IllegalArgumentException(
              "benchmark.peer is auto or none, not '%s'".formatted(value));
    };
  }

  private static List<String> words(String text, String separator) {
    return Arrays.stream(text.strip().split(separator, -1))
        .flatMap(word -> word.isEmpty() ? Stream.empty() : Stream.of(word))
        .toList();
  }

  /// As many as the limit of open files allows, which the servers inherit.
  static int mostStreams() {
    return Math.toIntExact(Math.clamp(maxFiles() - OTHER_FILES, 1, 1_000_000));
  }

  static long maxFiles() {
    return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
        .getMaxFileDescriptorCount();
  }
}
