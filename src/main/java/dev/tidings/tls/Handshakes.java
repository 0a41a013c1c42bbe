package dev.tidings.tls;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// How connections begin and end: with what, and within which time. Thread-safe.
final class Handshakes {

  private static final System.Logger LOG = System.getLogger(Handshakes.class.getName());

  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /// All of them with keys of their own for each connection, and none that HTTP/2 forbids (RFC
  /// 9113, appendix A).
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final Supplier<SSLContext> contexts;
  private final Duration timeout;
  private final ScheduledThreadPoolExecutor clock;

  /// @param contexts gives the one of now
  /// @param timeout of a handshake
  Handshakes(Supplier<SSLContext> contexts, Duration timeout) {
    this.contexts = contexts;
    this.timeout = timeout;
    this.clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tls-clock").factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  static String[] protocols() {
    return PROTOCOLS.toArray(String[]::new);
  }

  static String[] suites() {
    return SUITES.toArray(String[]::new);
  }

  /// Blocks until it is done, or the time is up.
  ///
  /// @param protocolChoice of what is spoken inside, among those that the client offers
  /// @return empty if it failed; the socket is closed then
  Optional<SSLSocket> shake(
      Socket raw, @Nullable BiFunction<SSLSocket, List<String>, String> protocolChoice) {
    var limit = closeAfter(timeout, raw);
    try {
      var socket =
          (SSLSocket) contexts.get().getSocketFactory().createSocket(raw, nothingConsumed(), true);
      socket.setEnabledProtocols(protocols());
      socket.setEnabledCipherSuites(suites());
      if (protocolChoice != null) {
        socket.setHandshakeApplicationProtocolSelector(protocolChoice);
      }
      socket.startHandshake();
      return Optional.of(socket);
    } catch (IOException | RuntimeException e) {
      // Anybody can make it fail; that is nothing to tell an operator of.
      LOG.log(System.Logger.Level.DEBUG, "handshake failed: {0}", e.getMessage());
      close(raw);
      return Optional.empty();
    } finally {
      limit.cancel(false);
    }
  }

  @SuppressWarnings("NullAway") // the JDK's own way to say that nothing was read yet
  private static java.io.InputStream nothingConsumed() {
    return null;
  }

  /// Closes with a farewell, for which the client has a moment.
  void close(SSLSocket socket, Socket raw) {
    var limit = closeAfter(FAREWELL, raw);
    try {
      socket.close();
    } catch (IOException _) {
      close(raw);
    } finally {
      limit.cancel(false);
    }
  }

  private Future<?> closeAfter(Duration time, Socket raw) {
    return clock.schedule(() -> close(raw), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void close(Socket raw) {
    try {
      raw.close();
    } catch (IOException _) {
      // then it is closed
    }
  }

  /// Of a client that never was connected.
  SSLSession noSession() {
    return contexts.get().createSSLEngine().getSession();
  }
}
