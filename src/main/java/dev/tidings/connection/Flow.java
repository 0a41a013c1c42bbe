package dev.tidings.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How much the client of an HTTP/2 connection is willing to take, of each exchange and in all (RFC
/// 9113, 5.2), and which exchanges are open.
///
/// The server below counts as well, but neither exactly, where several write at once, nor does it
/// tell when a client gives an exchange up; and whoever waits in it is not woken at once.
///
/// Thread-safe.
final class Flow {

  private static final int INITIAL_WINDOW = 65_535;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Map<Integer, Exchange> open = new HashMap<>();
  private long window = INITIAL_WINDOW;
  private long initialWindow = INITIAL_WINDOW;
  private int lastOpened;

  /// One request and its response.
  final class Exchange {

    private final int id;

    // Guarded by lock.
    private final Condition changed = lock.newCondition();
    private long window;
    private boolean waiting;
    private boolean carried;
    private boolean left;
    private @Nullable Runnable departure;

    private Exchange(int id, long window) {
      this.id = id;
      this.window = window;
    }

    int id() {
      return id;
    }
  }

  // ---- what the client says

  void opened(int id) {
    lock.lock();
    try {
      if (id > lastOpened) {
        lastOpened = id;
        open.put(id, new Exchange(id, initialWindow));
      }
    } finally {
      lock.unlock();
    }
  }

  void initialWindow(long size) {
    lock.lock();
    try {
      for (var exchange : open.values()) {
        exchange.window += size - initialWindow;
        exchange.changed.signal();
      }
      initialWindow = size;
    } finally {
      lock.unlock();
    }
  }

  /// @param id 0 for the connection
  void credited(int id, long bytes) {
    lock.lock();
    try {
      if (id == 0) {
        window += bytes;
        wakeAll();
      } else {
        var exchange = open.get(id);
        if (exchange != null) {
          exchange.window += bytes;
          exchange.changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    for (var exchange : open.values()) {
      if (exchange.waiting) {
        exchange.changed.signal();
      }
    }
  }

  /// The client wants no more of it.
  void reset(int id) {
    Exchange exchange;
    lock.lock();
    try {
      exchange = open.remove(id);
    } finally {
      lock.unlock();
    }
    if (exchange != null) {
      leave(exchange);
    }
  }

  /// The connection is at its end.
  void end() {
    List<Exchange> all;
    lock.lock();
    try {
      all = new ArrayList<>(open.values());
      open.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(this::leave);
  }

  // ---- what the server says

  /// The exchange is over for the server.
  void finished(int id) {
    lock.lock();
    try {
      open.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /// Counts what is about to be written.
  ///
  /// @return false if the exchange is over, so that nobody would want it
  boolean isWanted(int id, int bytes) {
    lock.lock();
    try {
      var exchange = open.get(id);
      if (exchange == null) {
        return false;
      }
      if (!exchange.carried) {
        window -= bytes;
        exchange.window -= bytes;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen(int id) {
    lock.lock();
    try {
      return open.containsKey(id);
    } finally {
      lock.unlock();
    }
  }

  boolean isIdle() {
    lock.lock();
    try {
      return open.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  // ---- exchanges that are streams

  /// The exchange of that id; one that is over already where the client has given it up.
  Exchange exchange(int id) {
    lock.lock();
    try {
      var exchange = open.get(id);
      if (exchange == null) {
        exchange = new Exchange(id, 0);
        exchange.left = true;
      }
      return exchange;
    } finally {
      lock.unlock();
    }
  }

  /// From now on what is written is taken with [#take] before.
  ///
  /// @param departure is run when the client leaves, or at once if it has left already; must not
  ///     block
  void carry(Exchange exchange, Runnable departure) {
    boolean left;
    lock.lock();
    try {
      exchange.carried = true;
      exchange.departure = departure;
      left = exchange.left;
    } finally {
      lock.unlock();
    }
    if (left) {
      departure.run();
    }
  }

  /// Waits until the client takes something.
  ///
  /// @return how many bytes of those may be written now; at least one
  /// @throws IOException if it has left
  int take(Exchange exchange, int bytes) throws IOException {
    lock.lock();
    try {
      exchange.waiting = true;
      while (!exchange.left && Math.min(window, exchange.window) <= 0) {
        exchange.changed.awaitUninterruptibly();
      }
      if (exchange.left) {
        throw new IOException("the client left");
      }
      var taken = (int) Math.min(bytes, Math.min(window, exchange.window));
      window -= taken;
      exchange.window -= taken;
      return taken;
    } finally {
      exchange.waiting = false;
      lock.unlock();
    }
  }

  /// Nobody is served there any more. Does not block, and may be called more than once.
  void leave(Exchange exchange) {
    Runnable departure;
    lock.lock();
    try {
      if (exchange.left) {
        return;
      }
      exchange.left = true;
      exchange.changed.signal();
      departure = exchange.departure;
    } finally {
      lock.unlock();
    }
    if (departure != null) {
      departure.run();
    }
  }
}
