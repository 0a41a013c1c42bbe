package dev.tidings.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One client's connection: TLS over a socket that can be reached beside it.
///
/// What the server makes of a connection rests on two things that the JDK's own does not give:
///
/// - **A failed handshake is no failure of the server.** Helidon's connection that fails in its
///   handshake never gives its place among `server.max-tcp-connections` back, so anybody could use
///   them up. Here it looks like a client that said nothing and went.
/// - **It can be cut.** Closing TLS says goodbye first, and waits for whoever is writing. [#cut]
///   does neither, and wakes them.
///
/// Thread-safe in so far as sockets are.
public final class TlsSocket extends SSLSocket {

  private final Socket raw;
  private final Handshakes handshakes;

  private @Nullable BiFunction<SSLSocket, List<String>, String> protocolChoice;

  /// Null until the handshake, and where it failed.
  private volatile @Nullable SSLSocket tls;

  TlsSocket(Socket raw, Handshakes handshakes) {
    this.raw = raw;
    this.handshakes = handshakes;
  }

  /// Blocks until the client is connected, or is not: then its input is at its end.
  @Override
  public void startHandshake() {
    tls = handshakes.shake(raw, protocolChoice).orElse(null);
  }

  /// Breaks the connection without a farewell, even while somebody writes. Does not block.
  public void cut() throws IOException {
    raw.close();
  }

  /// Says goodbye, as far as the client takes it, and waits for that a moment at the most.
  @Override
  public void close() throws IOException {
    var connected = tls;
    if (connected == null || raw.isClosed()) {
      raw.close();
    } else {
      handshakes.close(connected, raw);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    var connected = tls;
    return connected == null ? InputStream.nullInputStream() : connected.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    var connected = tls;
    return connected == null ? OutputStream.nullOutputStream() : connected.getOutputStream();
  }

  @Override
  public @Nullable String getApplicationProtocol() {
    var connected = tls;
    return connected == null ? null : connected.getApplicationProtocol();
  }

  @Override
  public void setHandshakeApplicationProtocolSelector(
      BiFunction<SSLSocket, List<String>, String> selector) {
    protocolChoice = selector;
  }

  @Override
  public SSLSession getSession() {
    var connected = tls;
    return connected == null ? handshakes.noSession() : connected.getSession();
  }

  // ---- the socket's own, which is the one underneath

  @Override
  public boolean isConnected() {
    return raw.isConnected();
  }

  @Override
  public boolean isClosed() {
    return raw.isClosed();
  }

  @Override
  public boolean isBound() {
    return raw.isBound();
  }

  @Override
  public InetAddress getInetAddress() {
    return raw.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return raw.getLocalAddress();
  }

  @Override
  public int getPort() {
    return raw.getPort();
  }

  @Override
  public int getLocalPort() {
    return raw.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return raw.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return raw.getLocalSocketAddress();
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    raw.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return raw.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return raw.supportedOptions();
  }

  @Override
  public void setSoTimeout(int milliseconds) throws SocketException {
    raw.setSoTimeout(milliseconds);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return raw.getSoTimeout();
  }

  @Override
  public String toString() {
    return "tls over " + raw;
  }

  // ---- what is the same for every connection: see [Handshakes]

  @Override
  public String[] getSupportedCipherSuites() {
    return Handshakes.suites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return Handshakes.suites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    // they are the hub's
  }

  @Override
  public String[] getSupportedProtocols() {
    return Handshakes.protocols();
  }

  @Override
  public String[] getEnabledProtocols() {
    return Handshakes.protocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    // they are the hub's
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    // they are the hub's
  }

  @Override
  public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
    throw new UnsupportedOperationException("the handshake is waited for");
  }

  @Override
  public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
    throw new UnsupportedOperationException("the handshake is waited for");
  }

  @Override
  public void setUseClientMode(boolean client) {
    // it is a server's
  }

  @Override
  public boolean getUseClientMode() {
    return false;
  }

  @Override
  public void setNeedClientAuth(boolean needed) {
    // clients have tokens
  }

  @Override
  public boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public void setWantClientAuth(boolean wanted) {
    // clients have tokens
  }

  @Override
  public boolean getWantClientAuth() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean enabled) {
    // always
  }

  @Override
  public boolean getEnableSessionCreation() {
    return true;
  }
}
