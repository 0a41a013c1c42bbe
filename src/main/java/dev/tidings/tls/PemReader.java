package dev.tidings.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads certificates and their key from two files in PEM.
final class PemReader {

  private PemReader() {}

  static Identity read(TlsConfig.PemFiles files, Instant now) {
    var chain = chain(new NamedFile(TlsConfig.CERTIFICATE, files.certificate()), now);
    var owner = chain.getFirst().getPublicKey();
    var file = new NamedFile(TlsConfig.KEY, files.key());
    var key = key(file, owner);
    if (!PrivateKeys.fit(key, owner)) {
      throw file.bad("is not the key of the certificate " + files.certificate());
    }
    return new Identity(key, chain);
  }

  private static PrivateKey key(NamedFile file, PublicKey owner) {
    var text = new String(file.content(), ISO_8859_1);
    try {
      return PrivateKeys.parse(text, owner);
    } catch (IllegalArgumentException e) {
      throw file.bad(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<X509Certificate> chain(NamedFile file, Instant now) {
    var chain = certificates(file);
    if (chain.isEmpty()) {
      throw file.bad("holds no certificate in PEM");
    }
    file.checkValidity(chain.getFirst(), now);
    return chain;
  }

  private static List<X509Certificate> certificates(NamedFile file) {
    var text = new String(file.content(), ISO_8859_1);
    var chain = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (var block : Pem.blocks(text)) {
        if (block.label().equals("CERTIFICATE")) {
          chain.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.content())));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw file.bad("holds something that is no certificate", e);
    }
    return List.copyOf(chain);
  }
}
