package dev.tidings.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs tokens by what the JDK has, not by the library that the hub checks them with.
///
/// @param algorithm the `alg` of its tokens
/// @param keys null for one that has a secret
/// @param secret null for one that has keys
public record Signer(String algorithm, @Nullable KeyPair keys, @Nullable SecretKeySpec secret) {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  /// Making an RSA key takes a while, so tests share them.
  private static final Map<String, Signer> MADE = new HashMap<>();

  /// One for each algorithm.
  public static synchronized Signer of(String algorithm) {
    return MADE.computeIfAbsent(algorithm, Signer::another);
  }

  /// A new one each time.
  public static Signer another(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> of(algorithm, "EC", new ECGenParameterSpec("secp256r1"));
      case "ES384" -> of(algorithm, "EC", new ECGenParameterSpec("secp384r1"));
      case "ES512" -> of(algorithm, "EC", new ECGenParameterSpec("secp521r1"));
      case "EdDSA" -> of(algorithm, "Ed25519", null);
      case "HS256", "HS384", "HS512" -> withSecret(algorithm, 64);
      default -> rsa(algorithm, 2048);
    };
  }

  static Signer withSecret(String algorithm, int bytes) {
    var secret = new byte[bytes];
    Arrays.fill(secret, (byte) 7);
    return withSecret(algorithm, secret);
  }

  public static Signer withSecret(String algorithm, byte[] secret) {
    return new Signer(algorithm, null, new SecretKeySpec(secret, "Hmac"));
  }

  public static Signer rsa(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new Signer(algorithm, generator.generateKeyPair(), null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signer of(String algorithm, String kind, @Nullable ECGenParameterSpec curve) {
    try {
      var generator = KeyPairGenerator.getInstance(kind);
      if (curve != null) {
        generator.initialize(curve);
      }
      return new Signer(algorithm, generator.generateKeyPair(), null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same key, for tokens of another algorithm.
  public Signer signing(String other) {
    return new Signer(other, keys, secret);
  }

  private KeyPair pair() {
    if (keys == null) {
      throw new IllegalStateException("has a secret");
    }
    return keys;
  }

  public String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair().getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /// What one needs to check tokens, and nothing else.
  public JsonObjectBuilder jwk() {
    var key = Json.createObjectBuilder();
    if (secret != null) {
      return key.add("kty", "oct").add("k", URL.encodeToString(secret.getEncoded()));
    }
    return switch (pair().getPublic()) {
      case RSAPublicKey rsa ->
          key.add("kty", "RSA")
              .add("n", number(rsa.getModulus(), 0))
              .add("e", number(rsa.getPublicExponent(), 0));
      case ECPublicKey ec -> {
        var bytes = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        yield key.add("kty", "EC")
            .add("crv", "P-" + ec.getParams().getCurve().getField().getFieldSize())
            .add("x", number(ec.getW().getAffineX(), bytes))
            .add("y", number(ec.getW().getAffineY(), bytes));
      }
      default -> {
        var encoded = pair().getPublic().getEncoded();
        var point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        yield key.add("kty", "OKP").add("crv", "Ed25519").add("x", URL.encodeToString(point));
      }
    };
  }

  public JsonObjectBuilder jwk(String id) {
    return jwk().add("kid", id);
  }

  public static String jwks(JsonObjectBuilder... keys) {
    var list = Json.createArrayBuilder();
    for (var key : keys) {
      list.add(key);
    }
    return Json.createObjectBuilder().add("keys", list).build().toString();
  }

  private static String number(BigInteger value, int length) {
    var bytes = value.toByteArray();
    var start = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
    var unsigned = Arrays.copyOfRange(bytes, start, bytes.length);
    var padded = new byte[Math.max(length, unsigned.length)];
    System.arraycopy(unsigned, 0, padded, padded.length - unsigned.length, unsigned.length);
    return URL.encodeToString(padded);
  }

  public String token(JsonObject claims) {
    return token(header().build().toString(), claims.toString());
  }

  public JsonObjectBuilder header() {
    return Json.createObjectBuilder().add("alg", algorithm).add("typ", "JWT");
  }

  public String token(String header, String claims) {
    var content = base64(header) + "." + base64(claims);
    return content + "." + URL.encodeToString(signature(content.getBytes(US_ASCII)));
  }

  public static String base64(String text) {
    return URL.encodeToString(text.getBytes(UTF_8));
  }

  private byte[] signature(byte[] content) {
    try {
      if (secret != null) {
        var mac = Mac.getInstance("HmacSHA" + bits());
        mac.init(secret);
        return mac.doFinal(content);
      }
      var signature = signature();
      signature.initSign(pair().getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Signature signature() throws GeneralSecurityException {
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance("SHA" + bits() + "withRSA");
      case "ES" -> Signature.getInstance("SHA" + bits() + "withECDSAinP1363Format");
      case "PS" -> {
        var signature = Signature.getInstance("RSASSA-PSS");
        var hash = "SHA-" + bits();
        signature.setParameter(
            new PSSParameterSpec(
                hash,
                "MGF1",
                new MGF1ParameterSpec(hash),
                Integer.parseInt(bits()) / 8,
                PSSParameterSpec.TRAILER_FIELD_BC));
        yield signature;
      }
      default -> Signature.getInstance("Ed25519");
    };
  }

  private String bits() {
    return algorithm.substring(2);
  }
}
