package dev.tidings.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Serves keys over HTTP, or whatever else it is told to.
public final class KeyServer implements AutoCloseable {

  /// What it does with a request.
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answer answer;

  private KeyServer(HttpServer server, Answer answer) {
    this.server = server;
    this.answer = answer;
  }

  public static KeyServer serving(String text) {
    return at(0, text);
  }

  /// At a place that is known before.
  ///
  /// @param port 0 for any
  public static KeyServer at(int port, String text) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var server = new KeyServer(HttpServer.create(address, 0), status(200, text));
      server.server.createContext("/", server::handle);
      server.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      answer.to(exchange);
    }
  }

  public static Answer status(int status, String text) {
    return exchange -> {
      var body = text.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  public void answer(Answer next) {
    answer = next;
  }

  public void serve(String text) {
    answer(status(200, text));
  }

  public int requests() {
    return requests.get();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String location() {
    return "http://127.0.0.1:" + port() + "/keys";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
