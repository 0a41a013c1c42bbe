package dev.tidings.system;

import dev.tidings.ArchivedCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// Makes what `tidings.jvm` names: lets the packaged hub do for some seconds what it will do later,
/// in production, and has the JVM keep for the next start which classes it loaded and which code
/// was worth compiling. Run by the Maven profile `aot`.
public final class TrainingRun {

  private static final int EVENTS = 100;

  /// Who open streams and publish at the same time.
  private static final int CLIENTS = 8;

  /// Of each client. Enough that what is on the way of a stream and of a publication has been
  /// through the optimizing compiler: for what it has not, the next start does not know that it is
  /// worth it, and finds out as slowly as without a cache.
  private static final int STREAMS = 2000;

  /// Most of them plain, one with a type, and one that goes all the way through JAX-RS.
  private static final int PUBLICATIONS_PER_STREAM = 7;

  private static final int STREAMS_PER_BATCH = 10;

  private static final int BATCH = 100;

  /// By each client.
  private static final int OPEN_AT_ONCE = 10;

  private TrainingRun() {}

  /// Makes it.
  ///
  /// @param args the directory of the packaged hub
  public static void main(String[] args) throws Exception {
    make(Path.of(args[0]).toAbsolutePath());
  }

  /// Makes it there, with the JVM of the system property `tidings.java`, if it is set.
  public static void make(Path home) throws IOException {
    unpackNativeLibrary(home.resolve("native"));
    var cache = home.resolve("tidings.aot");
    Files.deleteIfExists(cache);
    train(
        "@" + optionsOfTheTraining(home),
        "-Djava.library.path=" + home.resolve("native"),
        "-XX:AOTCacheOutput=" + cache);
    if (!Files.exists(cache)) {
      throw new IllegalStateException("the JVM has made no " + cache);
    }
    Files.writeString(
        home.resolve("tidings.jvm"),
        "-D%s=%s%n".formatted(ArchivedCode.JAR, ArchivedCode.checksum(Hub.jar())),
        StandardOpenOption.APPEND);
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

  /// Without the cache, which is not there yet, and without what holds the optimizing compiler off
  /// from what only a start runs: the cache would lack it, and be slower to start from.
  private static Path optionsOfTheTraining(Path home) throws IOException {
    var options =
        Files.readAllLines(home.resolve("tidings.jvm")).stream()
            .filter(line -> !line.contains("-XX:AOTCache="))
            .filter(line -> !line.startsWith("-XX:CompileCommand="))
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
      useMuch(hub);
      hub.terminate();
      hub.awaitEnd();
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

  /// The same few things, again and again.
  private static void useMuch(Hub hub) {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < CLIENTS; i++) {
        var topic = "training/much/" + i;
        all.add(clients.submit(() -> use(hub, topic)));
      }
      for (var each : all) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Void use(Hub hub, String topic) throws IOException {
    var token = hub.tokens().everything();
    var batch = "{\"topic\":\"%s\",\"data\":{\"event\":1}}\n".formatted(topic).repeat(BATCH);
    var open = new ArrayDeque<Socket>();
    try (var publishing = Wire.to(hub)) {
      for (int i = 0; i < STREAMS; i++) {
        open.add(stream(hub, topic, i % 2 == 0 ? token : ownToken(hub, topic + i)));
        if (open.size() > OPEN_AT_ONCE) {
          open.remove().close();
        }
        for (int j = 0; j < PUBLICATIONS_PER_STREAM; j++) {
          publish("event " + i, j, topic, token, publishing);
        }
        if (i % STREAMS_PER_BATCH == 0) {
          publishing.publishBatch(token, batch);
        }
      }
      for (var left : open) {
        left.close();
      }
    }
    return null;
  }

  private static void publish(String data, int turn, String topic, String token, Wire publishing)
      throws IOException {
    switch (turn) {
      case 0 -> publishing.publish(topic + "?event=change&retry=5000", token, data);
      case 1 -> publishing.publish(topic + "?event=change", token, data);
      default -> publishing.publish(topic, token, data);
    }
  }

  private static String ownToken(Hub hub, String subject) {
    return hub.tokens().of(subject, List.of(), List.of("**"));
  }

  /// Opens a stream as an `EventSource` does, up to its head, over a connection of its own.
  private static Socket stream(Hub hub, String topic, String token) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
    var request =
        "GET /stream?topic="
            + topic
            + "&token="
            + token
            + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var head = new byte["HTTP/1.1 200".length()];
    if (socket.getInputStream().readNBytes(head, 0, head.length) < head.length
        || !new String(head, StandardCharsets.US_ASCII).endsWith("200")) {
      throw new IOException("no stream");
    }
    return socket;
  }
}
