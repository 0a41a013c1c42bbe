package dev.tidings.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS as the server below asks for it: as the JDK's own, but for the sockets that it listens on.
public final class ServerContext extends SSLContext {

  private ServerContext(Spi spi, SSLContext first) {
    super(spi, first.getProvider(), first.getProtocol());
  }

  /// Of a certificate that may change.
  ///
  /// @param contexts gives the one of now
  /// @param handshakeTimeout how long a client may take until it is connected
  public static SSLContext of(Supplier<SSLContext> contexts, Duration handshakeTimeout) {
    return new ServerContext(
        new Spi(contexts, new Handshakes(contexts, handshakeTimeout)), contexts.get());
  }

  private static final class Spi extends SSLContextSpi {

    private final Supplier<SSLContext> contexts;
    private final Handshakes handshakes;

    Spi(Supplier<SSLContext> contexts, Handshakes handshakes) {
      this.contexts = contexts;
      this.handshakes = handshakes;
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return new Listening(handshakes);
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trusted,
        @Nullable SecureRandom random) {
      throw new UnsupportedOperationException("made from a certificate");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return contexts.get().getSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return contexts.get().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return contexts.get().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return contexts.get().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return contexts.get().getClientSessionContext();
    }
  }

  private static final class Listening extends SSLServerSocketFactory {

    private final Handshakes handshakes;

    Listening(Handshakes handshakes) {
      this.handshakes = handshakes;
    }

    /// Not bound yet, as the server wants it.
    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new TlsServerSocket(handshakes);
    }

    @Override
    public ServerSocket createServerSocket(int port) {
      throw new UnsupportedOperationException("the server binds it");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
      throw new UnsupportedOperationException("the server binds it");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
      throw new UnsupportedOperationException("the server binds it");
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return Handshakes.suites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return Handshakes.suites();
    }
  }
}
