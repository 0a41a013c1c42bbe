package dev.tidings.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Who the hub is to its clients: a certificate, those that lead from it to a root, and its key.
record Identity(PrivateKey key, List<X509Certificate> chain) {

  /// Reads the files as they are now.
  ///
  /// @throws IllegalStateException with a message that names the configuration's key, and no secret
  static Identity read(TlsConfig.Files files, Instant now) {
    var chain = chain(files.certificate(), now);
    var owner = chain.getFirst().getPublicKey();
    PrivateKey key;
    try {
      key = PrivateKeys.parse(text(TlsConfig.KEY, files.key()), owner);
    } catch (IllegalArgumentException e) {
      throw bad(TlsConfig.KEY, files.key(), String.valueOf(e.getMessage()), e);
    }
    if (!PrivateKeys.fit(key, owner)) {
      throw bad(
          TlsConfig.KEY, files.key(), "is not the key of the certificate " + files.certificate());
    }
    return new Identity(key, chain);
  }

  private static List<X509Certificate> chain(Path file, Instant now) {
    var text = text(TlsConfig.CERTIFICATE, file);
    try {
      var chain = certificates(text);
      if (chain.isEmpty()) {
        throw bad(TlsConfig.CERTIFICATE, file, "holds no certificate in PEM");
      }
      chain.getFirst().checkValidity(Date.from(now));
      return chain;
    } catch (CertificateExpiredException _) {
      throw bad(TlsConfig.CERTIFICATE, file, "has expired");
    } catch (CertificateNotYetValidException _) {
      throw bad(TlsConfig.CERTIFICATE, file, "is not valid yet");
    } catch (CertificateException | IllegalArgumentException e) {
      throw bad(TlsConfig.CERTIFICATE, file, "holds something that is no certificate", e);
    }
  }

  private static List<X509Certificate> certificates(String text) throws CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    var chain = new ArrayList<X509Certificate>();
    for (var block : Pem.blocks(text)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.content())));
      }
    }
    return List.copyOf(chain);
  }

  private static String text(String key, Path file) {
    try {
      return new String(java.nio.file.Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw bad(key, file, "does not exist", e);
    } catch (IOException e) {
      throw bad(key, file, "cannot be read", e);
    }
  }

  private static IllegalStateException bad(String key, Path file, String what, Exception cause) {
    return new IllegalStateException("%s: %s %s".formatted(key, file, what), cause);
  }

  private static IllegalStateException bad(String key, Path file, String what) {
    return new IllegalStateException("%s: %s %s".formatted(key, file, what));
  }

  Instant expires() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /// A context of its own for each identity: so nobody resumes a session with a former one.
  SSLContext context() {
    var password = UUID.randomUUID().toString().toCharArray();
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("hub", key, password, chain.toArray(X509Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }
}
