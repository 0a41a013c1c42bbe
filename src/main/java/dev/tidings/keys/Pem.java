package dev.tidings.keys;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Public keys, and those of certificates, in PEM (RFC 7468).
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  static boolean isIn(String text) {
    return text.contains("-----BEGIN ");
  }

  /// All keys of the text, in its order.
  ///
  /// @throws UnusableKeysException if a block is not a public key or a certificate
  static List<PublicKey> keys(String text) throws UnusableKeysException {
    var keys = new ArrayList<PublicKey>();
    var block = BLOCK.matcher(text);
    while (block.find()) {
      keys.add(key(block.group(1), block.group(2)));
    }
    if (keys.isEmpty()) {
      throw new UnusableKeysException("its PEM is cut off");
    }
    return keys;
  }

  private static PublicKey key(String kind, String base64) throws UnusableKeysException {
    try {
      var content = Base64.getMimeDecoder().decode(base64);
      return switch (kind) {
        case "PUBLIC KEY" -> publicKey(content);
        case "CERTIFICATE" -> certified(content);
        default ->
            throw new UnusableKeysException(
                "it holds a " + kind + ", where a PUBLIC KEY or a CERTIFICATE is needed");
      };
    } catch (IllegalArgumentException | CertificateException _) {
      throw new UnusableKeysException("its " + kind + " is damaged");
    }
  }

  /// The encoding says of what kind the key is, but only the factory of that kind can read it.
  private static PublicKey publicKey(byte[] content) throws UnusableKeysException {
    for (var kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(content));
      } catch (GeneralSecurityException _) {
        // of another kind
      }
    }
    throw new UnusableKeysException("its PUBLIC KEY is damaged, or of an unknown kind");
  }

  private static PublicKey certified(byte[] content) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(content))
        .getPublicKey();
  }
}
