package dev.tidings.keys;

import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jose4j.keys.EllipticCurves;

/// How a token may be signed (RFC 7518, RFC 8037), and with which keys. What is not here, `none`
/// above all, is no signature.
public enum SignatureAlgorithm {
  RS256(Family.RSA, ""),
  RS384(Family.RSA, ""),
  RS512(Family.RSA, ""),
  PS256(Family.RSA_PSS, ""),
  PS384(Family.RSA_PSS, ""),
  PS512(Family.RSA_PSS, ""),
  ES256(Family.ELLIPTIC_CURVE, EllipticCurves.P_256),
  ES384(Family.ELLIPTIC_CURVE, EllipticCurves.P_384),
  ES512(Family.ELLIPTIC_CURVE, EllipticCurves.P_521),
  EDDSA(Family.EDWARDS_CURVE, ""),
  HS256(32),
  HS384(48),
  HS512(64);

  private static final int RSA_BITS = 2048;

  private enum Family {
    RSA,
    RSA_PSS,
    ELLIPTIC_CURVE,
    EDWARDS_CURVE,
    SECRET
  }

  private final Family family;
  private final String curve;
  private final int secretBytes;

  SignatureAlgorithm(Family family, String curve) {
    this.family = family;
    this.curve = curve;
    this.secretBytes = 0;
  }

  /// A secret is as long as the hash at the least (RFC 7518, 3.2).
  SignatureAlgorithm(int secretBytes) {
    this.family = Family.SECRET;
    this.curve = "";
    this.secretBytes = secretBytes;
  }

  /// Its name in the `alg` of a header or a key.
  public String joseName() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /// By its [#joseName], of exactly that case; empty for any other.
  public static Optional<SignatureAlgorithm> named(String joseName) {
    return Arrays.stream(values()).filter(each -> each.joseName().equals(joseName)).findAny();
  }

  /// Whether whoever verifies could also sign.
  boolean isSymmetric() {
    return family == Family.SECRET;
  }

  /// Whether the key is of this algorithm's kind, and strong enough.
  boolean fits(Key key) {
    return switch (family) {
      case RSA -> isStrongRsa(key) && key.getAlgorithm().equals("RSA");
      case RSA_PSS -> isStrongRsa(key);
      case ELLIPTIC_CURVE ->
          key instanceof ECPublicKey point
              && curve.equals(EllipticCurves.getName(point.getParams().getCurve()));
      case EDWARDS_CURVE -> key instanceof EdECPublicKey;
      case SECRET -> key instanceof SecretKey secret && secret.getEncoded().length >= secretBytes;
    };
  }

  private static boolean isStrongRsa(Key key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= RSA_BITS;
  }
}
