package dev.tidings.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes tickets out of what they say, which nobody can read or alter who has not the key: AES in
/// Galois/counter mode with 256 bits, and a nonce that is drawn for each. Thread-safe.
///
/// A ticket is `tkt1_` and, in Base64 for URLs, which key it was made with, nonce, what it says,
/// and the tag. What it begins with is its version, which the tag covers, as it does the key's
/// name, and lets it be told from other text.
final class TicketSeal {

  static final int KEY_LENGTH = 32;

  private static final String PREFIX = "tkt1_";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_LENGTH = 12;
  private static final int CONTENT_START = Long.BYTES + NONCE_LENGTH;
  private static final int TAG_LENGTH = 16;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final long id;
  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /// @param id tells the key from others, and is no secret
  /// @param key [#KEY_LENGTH] bytes, which nothing else uses
  TicketSeal(long id, byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes");
    }
    this.id = id;
    this.key = new SecretKeySpec(key, "AES");
  }

  /// To be kept where nobody reads it.
  byte[] key() {
    return key.getEncoded();
  }

  String seal(byte[] content) {
    var nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(content);
      var whole =
          ByteBuffer.allocate(CONTENT_START + sealed.length).putLong(id).put(nonce).put(sealed);
      return PREFIX + ENCODER.encodeToString(whole.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform can", e);
    }
  }

  /// Which key a ticket says that it was made with; empty if it is none.
  static OptionalLong keyOf(String ticket) {
    var whole = decoded(ticket);
    return isWhole(whole)
        ? OptionalLong.of(ByteBuffer.wrap(whole).getLong())
        : OptionalLong.empty();
  }

  private static boolean isWhole(byte[] ticket) {
    return ticket.length >= CONTENT_START + TAG_LENGTH;
  }

  /// What a ticket says; empty if it was not sealed with this key, or was altered since.
  Optional<byte[]> open(String ticket) {
    var whole = decoded(ticket);
    if (!isWhole(whole) || ByteBuffer.wrap(whole).getLong() != id) {
      return Optional.empty();
    }
    var nonce = new byte[NONCE_LENGTH];
    ByteBuffer.wrap(whole).position(Long.BYTES).get(nonce);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(whole, CONTENT_START, whole.length - CONTENT_START));
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  /// Nothing if it has not the one form that it was given: the decoder passes over some bits at the
  /// end, and takes padding.
  private static byte[] decoded(String ticket) {
    if (!ticket.startsWith(PREFIX)) {
      return new byte[0];
    }
    var text = ticket.substring(PREFIX.length());
    try {
      var bytes = Base64.getUrlDecoder().decode(text);
      return ENCODER.encodeToString(bytes).equals(text) ? bytes : new byte[0];
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    var cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
    cipher.updateAAD(PREFIX.getBytes(US_ASCII));
    cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(0, id));
    return cipher;
  }
}
