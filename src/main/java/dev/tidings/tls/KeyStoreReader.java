package dev.tidings.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads certificates and their key from one file in PKCS#12.
final class KeyStoreReader {

  private KeyStoreReader() {}

  static Identity read(TlsConfig.KeyStoreFile store, Instant now) {
    var file = new NamedFile(TlsConfig.KEY_STORE, store.file());
    var password = store.password().toCharArray();
    var content = opened(file, password);
    try {
      var name = theOnlyKey(file, content);
      return checked(file, content.getKey(name, password), content.getCertificateChain(name), now);
    } catch (UnrecoverableKeyException e) {
      throw wrongPassword(file, e);
    } catch (GeneralSecurityException e) {
      throw file.bad("holds a key that cannot be used", e);
    }
  }

  private static KeyStore opened(NamedFile file, char[] password) {
    var content = file.content();
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw wrongPassword(file, e);
      }
      throw file.bad("is no PKCS#12", e);
    } catch (GeneralSecurityException e) {
      throw file.bad("is no PKCS#12 that can be read", e);
    }
  }

  private static IllegalStateException wrongPassword(NamedFile file, Exception cause) {
    return new IllegalStateException(
        TlsConfig.KEY_STORE_PASSWORD + " does not open " + file.path(), cause);
  }

  private static String theOnlyKey(NamedFile file, KeyStore store) throws GeneralSecurityException {
    var keys = new ArrayList<String>();
    for (var name : Collections.list(store.aliases())) {
      if (store.isKeyEntry(name)) {
        keys.add(name);
      }
    }
    return switch (keys.size()) {
      case 0 -> throw file.bad("holds no private key");
      case 1 -> keys.getFirst();
      default -> throw file.bad("holds several private keys; which is the hub's?");
    };
  }

  private static Identity checked(
      NamedFile file,
      Key key,
      java.security.cert.Certificate @Nullable [] certificates,
      Instant now) {
    if (certificates == null || !(key instanceof PrivateKey privateKey)) {
      throw file.bad("holds a key without a certificate");
    }
    var chain = Stream.of(certificates).map(X509Certificate.class::cast).toList();
    file.checkValidity(chain.getFirst(), now);
    if (!PrivateKeys.fit(privateKey, chain.getFirst().getPublicKey())) {
      throw file.bad("holds a key that is not the certificate's");
    }
    return new Identity(privateKey, chain);
  }
}
