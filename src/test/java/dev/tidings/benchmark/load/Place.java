package dev.tidings.benchmark.load;

import dev.tidings.benchmark.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The id of an event, as a client has it that then goes away.
public final class Place {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final Pattern ID = Pattern.compile("(?m)^id: ?(.+)$");

  private Place() {}

  /// Opens a stream of a topic, publishes an event with number 0 to it, reads it, and leaves.
  ///
  /// @return the id of that event
  public static String afterOne(Server server, String topic, int size) {
    try (var socket = new Socket(server.address().getAddress(), server.address().getPort());
        var publisher = new Publisher(server)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(Requests.ascii(server.streamRequest(topic, 0, null)));
      var text = new Text();
      var decoder = new ResponseDecoder();
      var opened = false;
      var bytes = new byte[size + 4096];
      while (!text.hasEvent()) {
        var length = socket.getInputStream().read(bytes);
        if (length < 0) {
          throw new IOException("the server closed the connection");
        }
        decoder.decode(bytes, 0, length, text);
        if (text.isOpen && !opened) {
          opened = true;
          publisher.send(Requests.single(server, topic, new Payload(size)).of(0, 1, 0));
        }
      }
      return text.lastId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Text implements ResponseDecoder.Listener {

    private final StringBuilder text = new StringBuilder();
    private boolean isOpen;

    boolean hasEvent() {
      return text.indexOf(String.valueOf((char) Payload.END)) >= 0
          && text.charAt(text.length() - 1) == '\n';
    }

    String lastId() {
      var ids = ID.matcher(text);
      var last = "";
      while (ids.find()) {
        last = ids.group(1).strip();
      }
      return last;
    }

    @Override
    public void head(int status) {
      isOpen = true;
    }

    @Override
    public void body(byte[] bytes, int from, int to) {
      text.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void end() {
      throw new IllegalStateException("the server ended the stream");
    }
  }
}
