package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidings.system.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Looks for new inputs, for a bounded time. Ends with status 1 if one shows a mistake; it lies in
/// the library then, and with the next `mvn verify` it fails until the mistake is mended.
///
/// System properties: `fuzz.seconds` for each target, `fuzz.targets` (`all`, or some by their
/// names, `request` among them), `fuzz.directory` for what was found on the way.
@SuppressWarnings("SystemOut")
public final class Fuzzing {

  private static final String REQUEST = "request";
  private static final int LONGEST_INPUT = 2048;
  private static final Pattern EFFORT =
      Pattern.compile("DONE +cov: (\\d+).*?Done (\\d+) runs", Pattern.DOTALL);

  private final Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 20));
  private final Path directory = Path.of(System.getProperty("fuzz.directory", "target/fuzz"));
  private final List<String> targets =
      List.of(System.getProperty("fuzz.targets", "all").split(",", -1));

  private Fuzzing() {}

  public static void main(String[] arguments) throws Exception {
    System.exit(new Fuzzing().run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    var isGood = true;
    for (var target : Target.values()) {
      if (isWanted(target.toString())) {
        isGood &= fuzz(target);
      }
    }
    return isWanted(REQUEST) ? fuzzRequests() && isGood : isGood;
  }

  private boolean isWanted(String name) {
    return targets.contains("all") || targets.contains(name);
  }

  /// In a process of its own, which the fuzzer takes over.
  private boolean fuzz(Target target) throws IOException, InterruptedException {
    var found = Files.createDirectories(directory.resolve(target.toString()));
    var log = directory.resolve(target + ".log");
    var process =
        new ProcessBuilder(command(target, found))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var isInTime = process.waitFor(time.plusMinutes(2).toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    var isGood = isInTime && process.waitFor() == 0;
    tell(target.toString(), isGood ? effort(log) : "FOUND A MISTAKE, see " + log);
    return isGood;
  }

  private List<String> command(Target target, Path found) {
    var command =
        new ArrayList<>(
            List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+EnableDynamicAgentLoading",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzEntry.class.getName(),
            "--target_args=" + target.name(),
            "--instrumentation_includes=dev.tidings.**",
            // these look for calls that no such code makes, and cost half of the speed
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
            "--reproducer_path=" + directory,
            "-artifact_prefix=" + target.library() + "/found-",
            "-max_len=" + LONGEST_INPUT,
            "-timeout=10",
            "-max_total_time=" + time.toSeconds(),
            found.toString(),
            target.library().toString()));
    return command;
  }

  private static String effort(Path log) throws IOException {
    var effort = EFFORT.matcher(Files.readString(log, ISO_8859_1));
    return effort.find()
        ? "%,d inputs, %s places reached"
            .formatted(Long.parseLong(effort.group(2)), effort.group(1))
        : "done";
  }

  private boolean fuzzRequests() throws IOException {
    var seed = System.nanoTime();
    try (var hub = new Hub.Launch().with("tidings.topics.public", "open/**").start()) {
      var fuzz = new RequestFuzz(hub);
      var before = hub.output();
      var library = fuzz.library();
      var mutator = new Mutator(seed);
      var end = System.nanoTime() + time.toNanos();
      var count = 0;
      for (; System.nanoTime() < end; count++) {
        var request = mutator.next(library);
        try {
          fuzz.check(request);
        } catch (AssertionError e) {
          tell(REQUEST, "FOUND A MISTAKE, kept as " + fuzz.keep(request) + "\n" + e.getMessage());
          return false;
        }
      }
      try {
        fuzz.assertAlive(before);
      } catch (AssertionError | RuntimeException e) {
        tell(REQUEST, "THE HUB SUFFERED, seed " + seed + "\n" + e);
        return false;
      }
      tell(REQUEST, "%,d requests, seed %d".formatted(count, seed));
      return true;
    }
  }

  private static void tell(String target, String what) {
    System.out.printf("%-13s %s%n", target, what);
  }
}
