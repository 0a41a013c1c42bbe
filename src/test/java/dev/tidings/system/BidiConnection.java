package dev.tidings.system;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriverException;

/// Sends commands of WebDriver BiDi and waits for their answers. Thread-safe.
final class BidiConnection implements WebSocket.Listener, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonObject NOTHING = JsonValue.EMPTY_JSON_OBJECT;

  private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();
  private final StringBuilder message = new StringBuilder();
  private @Nullable WebSocket socket;

  private BidiConnection() {}

  static BidiConnection to(URI address) {
    var connection = new BidiConnection();
    connection.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, connection).join();
    return connection;
  }

  /// Gives the result of a command.
  ///
  /// @throws WebDriverException if the browser says no, or nothing
  JsonObject send(String method, JsonObject parameters) {
    var id = number.incrementAndGet();
    var command =
        Json.createObjectBuilder().add("id", id).add("method", method).add("params", parameters);
    var answer = new CompletableFuture<JsonObject>();
    asked.put(id, answer);
    if (socket != null) {
      socket.sendText(command.build().toString(), true).join();
    }
    var said = answer.completeOnTimeout(NOTHING, PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (!said.containsKey("result")) {
      throw new WebDriverException(method + ": " + said.getString("message", "no answer"));
    }
    return said.getJsonObject("result");
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      try (var reader = Json.createReader(new StringReader(message.toString()))) {
        take(reader.readObject());
      }
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  /// An event has no number, and is nobody's.
  private void take(JsonObject said) {
    if (said.containsKey("id") && !said.isNull("id")) {
      var waiting = asked.remove(said.getJsonNumber("id").longValue());
      if (waiting != null) {
        waiting.complete(said);
      }
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }
}
