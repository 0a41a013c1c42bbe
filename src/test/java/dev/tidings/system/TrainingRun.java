package dev.tidings.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// Makes what `tidings.jvm` names: lets the packaged hub do for a moment what it will do later, in
/// production, and has the JVM write down what is worth knowing at the next start. Run by the
/// Maven profile `aot`.
final class TrainingRun {

  /// So many that the ways of an event and of a connect are worth compiling, and so are known to
  // be.
  private static final int EVENTS = 3_000;

  private static final int CONNECTS = 1_500;

  private TrainingRun() {}

  /// Makes it.
  ///
  /// @param args the directory of the packaged hub
  public static void main(String[] args) throws IOException {
    var home = Path.of(args[0]).toAbsolutePath();
    unpackNativeLibrary(home.resolve("native"));
    var cache = home.resolve("tidings.aot");
    Files.deleteIfExists(cache);
    try (var hub =
        new Hub.Launch()
            .jvm("@" + optionsButTheCache(home), "-XX:AOTCacheOutput=" + cache)
            .with("tidings.topics.public", "open/**")
            .with("tidings.cors.origins", "https://app.test")
            .with("tidings.drain.window", "PT0S")
            .start()) {
      use(hub);
      hub.terminate();
      hub.awaitEnd();
      if (!Files.exists(cache)) {
        throw new IllegalStateException("the JVM has made no cache:\n" + hub.output());
      }
    }
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

  private static Path optionsButTheCache(Path home) throws IOException {
    var options =
        Files.readAllLines(home.resolve("tidings.jvm")).stream()
            .filter(line -> !line.contains("-XX:AOTCache="))
            .toList();
    return Files.write(home.resolve("training.jvm"), options);
  }

  /// Some of everything: what is met here starts faster, and is compiled sooner.
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
    for (int i = 0; i < CONNECTS; i++) {
      hub.subscribe("training/" + i % 5).close();
    }
    for (var filter : new String[] {"training/0", "training/*", "**"}) {
      try (var replay = hub.resume(filter, first)) {
        replay.next();
      }
    }
    EventStream.open(hub.uri("/stream?topic=a&token=bad"), null, Map.of()).close();
  }
}
