package dev.tidings.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Tells a token from others and is of no use as one; the tickets that were made from it have its
/// name. Of a bounded length, whatever is in the token.
///
/// It is made from the `jti`. A token that has none is named by its subject and its times, so two
/// of one subject that agree in those, to the millisecond, have one name.
public record TokenName(String value) {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  public static TokenName of(Caller.Bearer bearer) {
    var identity = bearer.identity();
    var id = identity.tokenId();
    return id == null
        ? hashed(
            "times/%s/%s/%s".formatted(identity.issued(), bearer.expires(), identity.subject()))
        : ofTokenId(id);
  }

  /// The name of all tokens with this `jti`.
  public static TokenName ofTokenId(String id) {
    return hashed("jti/" + id);
  }

  private static TokenName hashed(String text) {
    return new TokenName(hash(text));
  }

  static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return ENCODER.encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has it", e);
    }
  }
}
