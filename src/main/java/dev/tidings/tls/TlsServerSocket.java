package dev.tidings.tls;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/// Accepts clients, and leaves their handshakes to their own threads.
final class TlsServerSocket extends SSLServerSocket {

  private final Handshakes handshakes;

  TlsServerSocket(Handshakes handshakes) throws IOException {
    this.handshakes = handshakes;
  }

  @Override
  public Socket accept() throws IOException {
    var raw = new Socket();
    implAccept(raw);
    return new TlsSocket(raw, handshakes);
  }

  // ---- what is the same for every connection: see [Handshakes]

  @Override
  public String[] getEnabledCipherSuites() {
    return Handshakes.suites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    // they are the hub's
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return Handshakes.suites();
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
  public void setUseClientMode(boolean client) {
    // it is a server's
  }

  @Override
  public boolean getUseClientMode() {
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
