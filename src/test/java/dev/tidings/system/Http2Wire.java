package dev.tidings.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.tls.Authority;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;

/// An HTTP/2 connection by hand: takes of each stream exactly what a test lets it, and sees whether
/// the hub keeps to that.
final class Http2Wire implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int WINDOW_UPDATE = 8;

  private static final int WINDOW = 65_535;
  private static final int END_OF_ALL = 5;
  private static final int ACK = 1;
  private static final int CANCEL = 8;

  // What the table has that every HTTP/2 connection begins with (RFC 7541, appendix A).
  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int GET = 0x82;
  private static final int POST = 0x83;
  private static final int HTTPS = 0x87;

  /// What has come of one response.
  static final class Response {

    private final StringBuilder data = new StringBuilder();
    private final AtomicLong window = new AtomicLong(WINDOW);
    private volatile boolean opened;
    private volatile boolean ended;
    private volatile boolean reset;

    synchronized String data() {
      return data.toString();
    }

    private synchronized void add(byte[] bytes) {
      data.append(new String(bytes, UTF_8));
    }

    boolean isOpened() {
      return opened;
    }

    /// As it should.
    boolean isEnded() {
      return ended;
    }

    boolean isReset() {
      return reset;
    }
  }

  private final SSLSocket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final Map<Integer, Response> responses = new ConcurrentHashMap<>();
  private final AtomicLong window = new AtomicLong(WINDOW);
  private final AtomicBoolean overrun = new AtomicBoolean();
  private final boolean takesAll;
  private volatile boolean toldToGo;
  private volatile boolean ended;
  private int lastId = -1;

  private Http2Wire(SSLSocket socket, boolean takesAll) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(socket.getInputStream());
    this.takesAll = takesAll;
  }

  /// A client that takes whatever comes.
  static Http2Wire taking(Hub hub, Authority authority) throws IOException {
    return connected(hub, authority, true);
  }

  /// A client that takes the first 64 KiB, and then what [#credit] says.
  static Http2Wire hesitating(Hub hub, Authority authority) throws IOException {
    return connected(hub, authority, false);
  }

  private static Http2Wire connected(Hub hub, Authority authority, boolean takesAll)
      throws IOException {
    var socket =
        (SSLSocket) authority.client().getSocketFactory().createSocket("127.0.0.1", hub.port());
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    var wire = new Http2Wire(socket, takesAll);
    wire.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
    wire.send(SETTINGS, 0, 0, new byte[0]);
    Thread.ofVirtual().start(wire::read);
    return wire;
  }

  /// Asks, and gives the number of the exchange.
  int get(String path, String token) throws IOException {
    return request("GET", path, token, new byte[0]);
  }

  int request(String method, String path, String token, byte[] body) throws IOException {
    var hasBody = body.length > 0;
    var id = ask(head(method, path, token, hasBody), hasBody ? END_OF_ALL - ACK : END_OF_ALL);
    if (hasBody) {
      send(DATA, 1, id, body);
    }
    return id;
  }

  /// Sends the head of a publication, whose body is to come.
  int beginPublication(String path, String token) throws IOException {
    return ask(head("POST", path, token, true), END_OF_ALL - ACK);
  }

  private synchronized int ask(byte[] head, int flags) throws IOException {
    lastId += 2;
    responses.put(lastId, new Response());
    send(HEADERS, flags, lastId, head);
    return lastId;
  }

  private static byte[] head(String method, String path, String token, boolean hasBody) {
    var headers = new ByteArrayOutputStream();
    headers.write(method.equals("GET") ? GET : POST);
    headers.write(HTTPS);
    headers.write(AUTHORITY);
    text(headers, "hub");
    headers.write(PATH);
    text(headers, path);
    header(headers, "authorization", "Bearer " + token);
    if (hasBody) {
      header(headers, "content-type", "text/plain");
    }
    return headers.toByteArray();
  }

  /// Literally and not remembered (RFC 7541, 6.2.2), which needs no table.
  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    text(out, name);
    text(out, value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    var bytes = text.getBytes(UTF_8);
    if (bytes.length < 127) {
      out.write(bytes.length);
    } else {
      out.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        out.write(rest % 128 + 128);
        rest /= 128;
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }

  Response response(int id) {
    return responses.getOrDefault(id, new Response());
  }

  Http2Wire awaitData(int id, String text) {
    Eventually.is("'" + text + "' on " + id, () -> response(id).data().contains(text));
    return this;
  }

  /// @param id 0 for the connection
  void credit(int id, int bytes) throws IOException {
    (id == 0 ? window : response(id).window).addAndGet(bytes);
    send(WINDOW_UPDATE, 0, id, int32(bytes));
  }

  void reset(int id) throws IOException {
    send(RST_STREAM, 0, id, int32(CANCEL));
  }

  synchronized void send(int type, int flags, int id, byte[] payload) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(int32(id));
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
  }

  /// Some of a frame.
  synchronized void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  private static byte[] int32(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  private void read() {
    try {
      while (true) {
        var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        var type = in.readUnsignedByte();
        var flags = in.readUnsignedByte();
        var id = in.readInt();
        var payload = in.readNBytes(length);
        take(type, flags, id, payload);
      }
    } catch (IOException _) {
      ended = true;
    }
  }

  private void take(int type, int flags, int id, byte[] payload) throws IOException {
    var response = response(id);
    switch (type) {
      case DATA -> {
        var left =
            Math.min(window.addAndGet(-payload.length), response.window.addAndGet(-payload.length));
        if (left < 0) {
          overrun.set(true);
        }
        response.add(payload);
        if (takesAll && payload.length > 0) {
          credit(0, payload.length);
          credit(id, payload.length);
        }
      }
      case HEADERS -> response.opened = true;
      case RST_STREAM -> response.reset = true;
      case SETTINGS -> {
        if (flags != ACK) {
          send(SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case GO_AWAY -> toldToGo = true;
      default -> {
        // nothing that a test looks at
      }
    }
    if ((type == DATA || type == HEADERS) && (flags & 1) != 0) {
      response.ended = true;
    }
  }

  /// Whether the hub has sent more than it was allowed to.
  boolean isOverrun() {
    return overrun.get();
  }

  boolean isToldToGo() {
    return toldToGo;
  }

  boolean isEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
