package dev.tidings.system;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/// An issuer of real tokens, with a key of its own.
public final class Tokens {

  public static final String ISSUER = "https://issuer.test";

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private static final String KEY_ID = "key-1";

  private final KeyPair keys;

  public Tokens() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String publicKeyPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /// The public key as a JSON Web Key Set (RFC 7517).
  public String jwks() {
    var key = (RSAPublicKey) keys.getPublic();
    return Json.createObjectBuilder()
        .add(
            "keys",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("kty", "RSA")
                        .add("use", "sig")
                        .add("alg", "RS256")
                        .add("kid", KEY_ID)
                        .add("n", URL.encodeToString(unsigned(key.getModulus())))
                        .add("e", URL.encodeToString(unsigned(key.getPublicExponent())))))
        .build()
        .toString();
  }

  private static byte[] unsigned(BigInteger number) {
    var bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  /// As [#everything], and names the key of [#jwks].
  public String withKeyId() {
    return signed(
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}",
        claims("everything", List.of("**"), List.of("**"), Duration.ofHours(1)).build().toString());
  }

  public Path writePublicKey(Path directory) {
    try {
      return Files.writeString(directory.resolve("issuer.pem"), publicKeyPem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// May publish and subscribe to everything, for an hour.
  public String everything() {
    return of("everything", List.of("**"), List.of("**"));
  }

  public String publisher(String... topics) {
    return of("publisher", List.of(topics), List.of());
  }

  public String subscriber(String... topics) {
    return of("subscriber", List.of(), List.of(topics));
  }

  public String of(String subject, List<String> publish, List<String> subscribe) {
    return signed(claims(subject, publish, subscribe, Duration.ofHours(1)));
  }

  public String expiringIn(Duration life) {
    return signed(claims("passing", List.of("**"), List.of("**"), life));
  }

  public JsonObjectBuilder claims(
      String subject, List<String> publish, List<String> subscribe, Duration life) {
    var now = Instant.now();
    return Json.createObjectBuilder()
        .add("iss", ISSUER)
        .add("sub", subject)
        .add("upn", subject)
        .add("jti", UUID.randomUUID().toString())
        .add("iat", now.getEpochSecond())
        .add("exp", now.plus(life).getEpochSecond())
        .add(
            "tidings",
            Json.createObjectBuilder()
                .add("publish", array(publish))
                .add("subscribe", array(subscribe)));
  }

  private static JsonArrayBuilder array(List<String> values) {
    var array = Json.createArrayBuilder();
    values.forEach(array::add);
    return array;
  }

  public String signed(JsonObjectBuilder claims) {
    return signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims.build().toString());
  }

  public String signed(String header, String claims) {
    var content = base64(header) + "." + base64(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
