package dev.tidings.benchmark;

import dev.tidings.benchmark.load.StreamReader;
import dev.tidings.benchmark.report.Plots;
import dev.tidings.benchmark.report.Report;
import dev.tidings.benchmark.report.Results;
import dev.tidings.benchmark.report.ResultsJson;
import dev.tidings.benchmark.report.Section;
import dev.tidings.benchmark.scenario.Round;
import dev.tidings.benchmark.scenario.Scenario;
import dev.tidings.benchmark.server.Contender;
import dev.tidings.benchmark.server.Hub;
import dev.tidings.benchmark.server.Nchan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Measures, prints and plots. Ends with status 1 if something could not be measured, or if an
/// event was lost, doubled or out of order.
@SuppressWarnings("SystemOut")
public final class Benchmark {

  private final Options options;
  private final List<Contender> contenders;
  private final Results results = new Results();

  private Benchmark(Options options) {
    this.options = options;
    this.contenders = contenders(options);
  }

  public static void main(String[] args) throws IOException {
    Options options;
    try {
      options = Options.ofSystemProperties();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Benchmark::endServers));
    System.exit(new Benchmark(options).run() ? 0 : 1);
  }

  /// Whoever interrupts the benchmark is not to find its servers still running.
  private static void endServers() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static List<Contender> contenders(Options options) {
    var contenders = new ArrayList<Contender>();
    contenders.add(Hub.of(options.directory(), options.jvm(), options.settings().maxStreams()));
    if (options.peer()) {
      Nchan.installed(options.directory(), Options.mostStreams()).ifPresent(contenders::add);
    }
    return contenders;
  }

  private boolean run() throws IOException {
    Files.createDirectories(options.directory());
    var facts = facts();
    facts.forEach(System.out::println);
    try (var reader = new StreamReader()) {
      for (var scenario : options.scenarios()) {
        for (var contender : contenders) {
          measure(scenario, contender, reader);
        }
      }
    }
    write(facts);
    return results.areGood();
  }

  private void measure(Scenario scenario, Contender contender, StreamReader reader) {
    try {
      scenario.measure(new Round(scenario, contender, options.settings(), reader, results));
    } catch (RuntimeException e) {
      var reason = String.valueOf(e.getMessage());
      results.add(new Results.Failure(scenario.name(), contender.name(), reason));
      System.out.printf("%-9s %-6s FAILED: %s%n", scenario.name(), contender.name(), reason);
      e.printStackTrace(System.out);
    }
  }

  private List<String> facts() throws IOException {
    var facts = new ArrayList<String>();
    facts.add("%s UTC".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    facts.add(
        "%d processors (%s), Linux %s, all on this machine over loopback"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.version")));
    for (var contender : contenders) {
      facts.add("%s: %s".formatted(contender.name(), contender.description()));
    }
    if (contenders.size() == 1 && options.peer()) {
      facts.add("no peer: nginx with its module nchan is not installed");
    }
    facts.add(
        "up to %,d streams; a process may open %,d files"
            .formatted(options.settings().maxStreams(), Options.maxFiles()));
    if (options.settings().quick()) {
      facts.add("a quick run: it shows that everything works, its figures are worth little");
    }
    return facts;
  }

  private static String processor() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    }
  }

  private void write(List<String> facts) throws IOException {
    var directory = options.directory();
    Files.writeString(directory.resolve("results.json"), ResultsJson.of(results, facts).toString());
    var sections =
        options.scenarios().stream()
            .map(each -> new Section(each.name(), each.title(), each.method()))
            .toList();
    var report = Report.of(results, facts, sections, Plots.write(results, directory));
    Files.writeString(directory.resolve("report.md"), report);
    System.out.println();
    System.out.println(report);
    System.out.println("Written to " + directory.toAbsolutePath());
  }
}
