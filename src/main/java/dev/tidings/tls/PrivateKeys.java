package dev.tidings.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/// Private keys in the forms that tools write: PKCS#8, and the older ones of RSA (PKCS#1) and of
/// elliptic curves (SEC 1), which Java does not read and cert-manager writes by default.
final class PrivateKeys {

  private static final String PKCS_8 = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String RSA = "RSA PRIVATE KEY";
  private static final String EC = "EC PRIVATE KEY";

  private static final byte SEQUENCE = 0x30;
  private static final byte OCTETS = 0x04;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  private PrivateKeys() {}

  /// @param text of a PEM file that has one
  /// @param owner the public key that it is to fit; says which kind of key it is
  /// @throws IllegalArgumentException with what is wrong with the file
  static PrivateKey parse(String text, PublicKey owner) {
    for (var block : Pem.blocks(text)) {
      switch (block.label()) {
        case PKCS_8 -> {
          return decoded(block.content(), owner);
        }
        case RSA, EC -> {
          return decoded(wrapped(block.content(), owner), owner);
        }
        case ENCRYPTED ->
            throw new IllegalArgumentException("is encrypted; the hub has no password for it");
        default -> {
          // as the parameters of a curve, which are in the key as well
        }
      }
    }
    throw new IllegalArgumentException("holds no private key in PEM");
  }

  private static PrivateKey decoded(byte[] pkcs8, PublicKey owner) {
    try {
      return KeyFactory.getInstance(owner.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "holds no private key of the certificate's kind (" + owner.getAlgorithm() + ")", e);
    }
  }

  /// As PKCS#8: the version, the kind of key as the certificate gives it, and the key.
  private static byte[] wrapped(byte[] key, PublicKey owner) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(VERSION);
    out.writeBytes(first(content(owner.getEncoded())));
    out.writeBytes(element(OCTETS, key));
    return element(SEQUENCE, out.toByteArray());
  }

  // ---- as much of DER (X.690) as that takes

  private static byte[] element(byte tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] content(byte[] element) {
    return Arrays.copyOfRange(element, lengthEnd(element), element.length);
  }

  /// The first element of several.
  private static byte[] first(byte[] elements) {
    return Arrays.copyOf(elements, lengthEnd(elements) + length(elements));
  }

  private static int lengthEnd(byte[] element) {
    return element[1] >= 0 ? 2 : 2 + (element[1] & 0x7f);
  }

  private static int length(byte[] element) {
    if (element[1] >= 0) {
      return element[1];
    }
    int length = 0;
    for (int i = 2; i < lengthEnd(element); i++) {
      length = (length << 8) | (element[i] & 0xff);
    }
    return length;
  }

  /// Whether what one has signed is good to the other.
  static boolean fit(PrivateKey key, PublicKey owner) {
    var algorithm =
        switch (owner.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> owner.getAlgorithm();
        };
    var challenge = new byte[32];
    new SecureRandom().nextBytes(challenge);
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(challenge);
      var signed = signature.sign();
      signature.initVerify(owner);
      signature.update(challenge);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
