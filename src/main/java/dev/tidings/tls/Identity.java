package dev.tidings.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
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
    return switch (files) {
      case TlsConfig.PemFiles pem -> PemReader.read(pem, now);
      case TlsConfig.KeyStoreFile store -> KeyStoreReader.read(store, now);
    };
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
