package dev.tidings.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands between browsers and a hub, as proxies and balancers do, and answers in the hub's
/// place for as long as a test wants that. It takes requests without a body, one a connection.
final class Middlebox implements AutoCloseable {

  /// What it answers by itself.
  @FunctionalInterface
  interface Answer {

    /// Writes all of it, to the byte; the connection is closed then.
    ///
    /// @param head the request line and the headers
    /// @return false if it leaves this request to the hub
    boolean give(String head, Socket browser) throws IOException;
  }

  private static final Pattern CONNECTION = Pattern.compile("(?im)^Connection:.*\r\n");
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final int hub;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile @Nullable Answer instead;
  private volatile boolean byteForByte;

  private Middlebox(int hub, ServerSocket listener) {
    this.hub = hub;
    this.listener = listener;
  }

  /// Before a hub without TLS.
  static Middlebox before(Hub hub) {
    try {
      var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      var box = new Middlebox(hub.port(), listener);
      Thread.ofVirtual().start(box::accept);
      return box;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
  }

  /// From now on this is the answer, and whatever is open breaks.
  void answer(Answer answer) {
    answered.set(0);
    instead = answer;
    breakOff();
  }

  /// From now on the hub answers.
  void handOn() {
    instead = null;
  }

  /// From now on each byte of the hub's is a packet of its own.
  void handOnByteForByte() {
    byteForByte = true;
    handOn();
  }

  /// How often it has answered by itself since it was last told to.
  int answered() {
    return answered.get();
  }

  void breakOff() {
    open.forEach(Middlebox::close);
  }

  private void accept() {
    try {
      while (true) {
        var browser = listener.accept();
        open.add(browser);
        Thread.ofVirtual().start(() -> serve(browser));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket browser) {
    try (browser) {
      browser.setTcpNoDelay(true);
      var head = head(browser.getInputStream());
      var answer = instead;
      if (!head.isEmpty() && (answer == null || !answers(answer, head, browser))) {
        relay(head, browser);
      }
    } catch (IOException _) {
      // one side has gone
    } finally {
      open.remove(browser);
    }
  }

  private boolean answers(Answer answer, String head, Socket browser) throws IOException {
    if (!answer.give(head, browser)) {
      return false;
    }
    answered.incrementAndGet();
    return true;
  }

  private void relay(String head, Socket browser) throws IOException {
    var once =
        CONNECTION
            .matcher(head)
            .replaceAll("")
            .replace(END_OF_HEAD, "\r\nConnection: close\r\n\r\n");
    try (var upstream = new Socket(InetAddress.getLoopbackAddress(), hub)) {
      upstream.getOutputStream().write(once.getBytes(StandardCharsets.UTF_8));
      var in = new BufferedInputStream(upstream.getInputStream());
      if (byteForByte) {
        for (var next = in.read(); next >= 0; next = in.read()) {
          browser.getOutputStream().write(next);
        }
      } else {
        in.transferTo(browser.getOutputStream());
      }
    }
  }

  /// Empty if the browser has opened a connection for later, and closed it.
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD, Math.max(0, head.length() - END_OF_HEAD.length())) < 0) {
      var next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // then it is
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException _) {
      // then it is
    }
    breakOff();
  }
}
