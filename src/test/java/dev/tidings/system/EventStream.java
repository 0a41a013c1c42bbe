package dev.tidings.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client that reads a stream block by block, as the standard parses it (WHATWG HTML, 9.2.6), and
/// shows also what a browser would not: comments and blocks that dispatch nothing.
public final class EventStream implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// What stood between two empty lines; `END` when the stream has ended.
  ///
  /// @param data null if there was no data line
  public record Block(
      @Nullable String id,
      @Nullable String type,
      @Nullable String data,
      @Nullable String retry,
      List<String> comments) {

    static final Block END = new Block(null, null, null, null, List.of("end"));

    public boolean isEvent() {
      return data != null;
    }
  }

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
  private @Nullable String lastId;

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().start(this::read);
  }

  public static EventStream open(URI uri, @Nullable String token, Map<String, String> headers) {
    return open(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), uri, token, headers);
  }

  /// Over a connection of that client.
  public static EventStream open(
      HttpClient http, URI uri, @Nullable String token, Map<String, String> headers) {
    var request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    headers.forEach(request::header);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return new EventStream(http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  private void read() {
    try (var reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      var lines = new ArrayList<String>();
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty()) {
          blocks.add(parsed(lines));
          lines.clear();
        } else {
          lines.add(line);
        }
      }
    } catch (IOException _) {
      // the connection broke; what is not complete does not count
    } finally {
      blocks.add(Block.END);
    }
  }

  private static Block parsed(List<String> lines) {
    @Nullable String id = null;
    @Nullable String type = null;
    @Nullable String data = null;
    @Nullable String retry = null;
    var comments = new ArrayList<String>();
    for (var line : lines) {
      var colon = line.indexOf(':');
      var field = colon < 0 ? line : line.substring(0, colon);
      var value = colon < 0 ? "" : line.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      switch (field) {
        case "" -> comments.add(value);
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> data = data == null ? value : data + "\n" + value;
        case "retry" -> retry = value;
        default -> throw new IllegalStateException("not a field: " + line);
      }
    }
    return new Block(id, type, data, retry, comments);
  }

  /// The next block, whatever it is; [Block#END] at the end.
  public Block nextBlock() {
    try {
      var block = blocks.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (block == null) {
        throw new NoSuchElementException("nothing came for " + PATIENCE);
      }
      if (block.id() != null) {
        lastId = block.id();
      }
      return block;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The next block that dispatches an event.
  public Block next() {
    while (true) {
      var block = nextBlock();
      if (block.equals(Block.END)) {
        throw new NoSuchElementException("the stream has ended");
      }
      if (block.isEvent()) {
        return block;
      }
    }
  }

  /// The data of the next so many events.
  public List<String> next(int count) {
    var data = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      data.add(String.valueOf(next().data()));
    }
    return data;
  }

  /// Reads on until the stream has ended; all that came.
  public List<Block> rest() {
    var all = new ArrayList<Block>();
    for (var block = nextBlock(); !block.equals(Block.END); block = nextBlock()) {
      all.add(block);
    }
    return all;
  }

  /// What a browser would send as `Last-Event-ID`.
  public String lastId() {
    return String.valueOf(lastId);
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException _) {
      // it was closed already
    }
  }
}
