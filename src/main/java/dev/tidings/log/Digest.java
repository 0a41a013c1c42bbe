package dev.tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// Half of a SHA-256: stands for what is too long to be kept, or not to be kept. Nobody can find
/// something that has the same as another's key.
public record Digest(long high, long low) {

  public static final int LENGTH = 2 * Long.BYTES;

  public static Digest of(IdempotencyKey key) {
    var hash = new Hash();
    key.parts().forEach(hash::add);
    return hash.digest();
  }

  /// Of all that makes an event of each.
  public static Digest of(List<Publication> publications) {
    var hash = new Hash();
    for (var publication : publications) {
      hash.add(publication.topic().value());
      // No event type is empty and no reconnection time is negative.
      hash.add(publication.type() == null ? "" : publication.type().value());
      hash.add(publication.retry() == null ? -1 : publication.retry().toMillis());
      hash.add(publication.contentType());
      hash.add(publication.data());
    }
    return hash.digest();
  }

  static Digest read(ByteBuffer in) {
    return new Digest(in.getLong(), in.getLong());
  }

  public void writeTo(ByteBuffer out) {
    out.putLong(high).putLong(low);
  }

  /// Texts are told apart by their lengths.
  private static final class Hash {

    private final MessageDigest sha256 = sha256();

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has it", e);
      }
    }

    void add(String text) {
      var bytes = text.getBytes(UTF_8);
      add(bytes.length);
      sha256.update(bytes);
    }

    void add(long number) {
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    Digest digest() {
      return read(ByteBuffer.wrap(sha256.digest()));
    }
  }
}
