package dev.tidings.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// Makes what `tidings.jvm` names: lets the packaged hub do for a moment what it will do later, in
/// production, and has the JVM keep the classes that it loaded for the next start. Run by the Maven
/// profile `aot`.
final class TrainingRun {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int EVENTS = 100;

  private TrainingRun() {}

  /// Makes it.
  ///
  /// @param args the directory of the packaged hub
  public static void main(String[] args) throws Exception {
    var home = Path.of(args[0]).toAbsolutePath();
    unpackNativeLibrary(home.resolve("native"));
    var options = "@" + optionsButTheArchive(home);
    var classes = home.resolve("tidings.classlist");
    train(options, "-XX:DumpLoadedClassList=" + classes);
    archive(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            options,
            "-Xshare:dump",
            "-XX:+AOTClassLinking",
            "-XX:SharedClassListFile=" + classes,
            "-XX:SharedArchiveFile=" + home.resolve("tidings.jsa"),
            "-classpath",
            System.getProperty("tidings.jar")));
  }

  private static void unpackNativeLibrary(Path directory) throws IOException {
    Files.createDirectories(directory);
    var name = Environment.getJniLibraryFileName("rocksdb");
    try (var library = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      if (library == null) {
        throw new IllegalStateException("RocksDB has no " + name);
      }
      var asItIsLookedFor =
          directory.resolve(System.mapLibraryName(Environment.getSharedLibraryName("rocksdb")));
      Files.copy(library, asItIsLookedFor, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path optionsButTheArchive(Path home) throws IOException {
    var options =
        Files.readAllLines(home.resolve("tidings.jvm")).stream()
            .filter(line -> !line.contains("-XX:SharedArchiveFile="))
            .toList();
    return Files.write(home.resolve("training.jvm"), options);
  }

  private static void train(String... options) {
    try (var hub =
        new Hub.Launch()
            .jvm(options)
            .with("tidings.topics.public", "open/**")
            .with("tidings.cors.origins", "https://app.test")
            .with("tidings.drain.window", "PT0S")
            .start()) {
      use(hub);
      hub.terminate();
      hub.awaitEnd();
    }
  }

  /// Not with `-XX:AOTCache`: such a cache is used with a jar that has changed since
  /// (JDK-8377932), and old code would run.
  private static void archive(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IllegalStateException("the JVM has made no archive:\n" + said);
    }
  }

  /// Some of everything: the classes that it needs are then at hand.
  private static void use(Hub hub) {
    hub.get("/health/ready");
    hub.get("/health/live");
    hub.get("/topics/nobody");
    hub.post("/topics/a//b", "text/plain", "not a topic");
    var first = hub.publish("training/0", "first");
    try (var live = hub.subscribe("training/*");
        var open = hub.stream("topic=open/a&since=1m")) {
      for (int i = 0; i < EVENTS; i++) {
        hub.publish("training/" + i % 5, "event " + i);
      }
      hub.post("/topics/open/a?event=goal", "application/json", "{\"minute\":87}");
      for (int i = 0; i < EVENTS; i++) {
        live.next();
      }
      open.next();
    }
    for (var filter : new String[] {"training/0", "training/*", "**"}) {
      try (var replay = hub.resume(filter, first)) {
        replay.next();
      }
    }
    EventStream.open(hub.uri("/stream?topic=a&token=bad"), null, Map.of()).close();
  }
}
