package dev.tidings.benchmark.server;

import dev.tidings.system.Tokens;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The packaged hub in production settings: tokens are checked, events are in the log before they
/// are acknowledged.
public final class Hub implements Contender {

  private static final Optional<BatchFormat> BATCHES =
      Optional.of(new BatchFormat("/topics", "application/x-ndjson"));

  private final Path directory;
  private final List<String> jvm;
  private final boolean apart;
  private final Tokens issuer;
  private final TokenPool tokens;
  private final AtomicInteger started;

  private Hub(
      Path directory,
      List<String> jvm,
      boolean apart,
      Tokens issuer,
      TokenPool tokens,
      AtomicInteger started) {
    this.directory = directory;
    this.jvm = List.copyOf(jvm);
    this.apart = apart;
    this.issuer = issuer;
    this.tokens = tokens;
    this.started = started;
  }

  /// A hub that checks tokens of an issuer of its own.
  ///
  /// @param directory where its logs are kept while it runs
  /// @param jvm options of its JVM
  /// @param tokens how many are signed
  public static Hub of(Path directory, List<String> jvm, int tokens) {
    var issuer = new Tokens();
    return new Hub(
        directory, jvm, false, issuer, new TokenPool(issuer, tokens), new AtomicInteger());
  }

  @Override
  public Optional<Contender> plain() {
    return jvm.isEmpty()
        ? Optional.empty()
        : Optional.of(new Hub(directory, List.of(), apart, issuer, tokens, started));
  }

  @Override
  public Optional<Contender> deployed() {
    return Optional.of(new Hub(directory, jvm, true, issuer, tokens, started));
  }

  @Override
  public String name() {
    return "hub";
  }

  @Override
  public String description() {
    return "the packaged hub, JVM %s %s, options: %s"
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.version"),
            jvm.isEmpty() ? "none" : String.join(" ", jvm));
  }

  @Override
  public Optional<BatchFormat> batches() {
    return BATCHES;
  }

  @Override
  public Server launch() {
    var home = Home.empty(directory.resolve("hub-" + started.incrementAndGet()));
    var port = Server.freePort();
    var launch =
        new dev.tidings.system.Hub.Launch()
            .issuing(issuer)
            .in(home.path())
            .jvm(jvm.toArray(String[]::new))
            .with("server.port", Integer.toString(port));
    var probed = apart ? Server.freePort() : port;
    if (apart) {
      launch.with("tidings.management.port", Integer.toString(probed));
      launch.with("tidings.management.host", "127.0.0.1");
    }
    return new Running(launch.launch(), port, probed, home);
  }

  private final class Running extends Server {

    private final dev.tidings.system.Hub hub;
    private final int probed;
    private final Home home;

    Running(dev.tidings.system.Hub hub, int port, int probed, Home home) {
      super(port);
      this.hub = hub;
      this.probed = probed;
      this.home = home;
    }

    @Override
    public InetSocketAddress probed() {
      return new InetSocketAddress(address().getAddress(), probed);
    }

    @Override
    public ProcessGroup processes() {
      return new ProcessGroup(Set.of(hub.pid()));
    }

    @Override
    public String streamRequest(String topic, int stream, @Nullable String lastEventId) {
      return "GET /stream?topic=%s&token=%s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n%s\r\n"
          .formatted(
              topic,
              tokens.of(stream),
              host(),
              lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n");
    }

    @Override
    public String publishRequest(String topic, int length) {
      return request("/topics/" + topic, "text/plain", length);
    }

    @Override
    public String batchRequest(BatchFormat format, int length) {
      return request(format.path(), format.contentType(), length);
    }

    private String request(String path, String contentType, int length) {
      return """
      POST %s HTTP/1.1\r
      Host: %s\r
      Authorization: Bearer %s\r
      Content-Type: %s\r
      Content-Length: %d\r
      \r
      """
          .formatted(path, host(), tokens.of(0), contentType, length);
    }

    @Override
    public OptionalLong liveHeapBytes() {
      return Heap.liveBytes(hub.pid());
    }

    @Override
    protected String readyPath() {
      return "/health/ready";
    }

    @Override
    protected String output() {
      return hub.output();
    }

    @Override
    public void close() {
      hub.close();
      home.close();
    }
  }
}
