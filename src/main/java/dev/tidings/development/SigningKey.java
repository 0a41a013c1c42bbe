package dev.tidings.development;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/// The development profile's own key: made once, kept in a file that only its owner may read.
public final class SigningKey {

  private static final int BITS = 2048;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final RSAPrivateCrtKey key;

  private SigningKey(RSAPrivateCrtKey key) {
    this.key = key;
  }

  /// Reads the key, or makes it if there is none.
  ///
  /// @throws IllegalStateException with a message for the developer
  public static SigningKey at(Path file) {
    try {
      if (Files.notExists(file)) {
        make(file);
      }
      return new SigningKey(parse(Files.readString(file)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the development key %s cannot be used: %s; remove the file to have a new one made"
              .formatted(file.toAbsolutePath(), e),
          e);
    }
  }

  /// Two hubs that start at once agree on the key of the one that was first.
  private static void make(Path file) throws IOException, GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(BITS);
    var encoded = PEM.encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    var draft = OwnersFile.draft(file, BEGIN + "\n" + encoded + "\n" + END + "\n");
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException _) {
      // the other's it is
    } finally {
      Files.delete(draft);
    }
  }

  private static RSAPrivateCrtKey parse(String pem) throws GeneralSecurityException {
    var encoded = Base64.getMimeDecoder().decode(pem.replace(BEGIN, "").replace(END, ""));
    PrivateKey key =
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    return (RSAPrivateCrtKey) key;
  }

  /// As `mp.jwt.verify.publickey` takes it.
  public String publicKeyPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + PEM.encodeToString(publicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private PublicKey publicKey() {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A signed token (RFC 7519) with these claims.
  String token(JsonObject claims) {
    var header = Json.createObjectBuilder().add("alg", "RS256").add("typ", "JWT").build();
    var signed = base64(header.toString()) + "." + base64(claims.toString());
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
