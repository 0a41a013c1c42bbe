package dev.tidings.publish;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Strict decoding, as what is published is kept to the byte.
final class Utf8 {

  /// What the lenient decoder, which is several times faster, puts in the place of what is none.
  private static final char REPLACEMENT = '\ufffd';

  private Utf8() {}

  /// @throws CharacterCodingException if the bytes are not UTF-8
  static String decoded(byte[] bytes, int start, int end) throws CharacterCodingException {
    var text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : strictly(bytes, start, end);
  }

  private static String strictly(byte[] bytes, int start, int end) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, start, end - start))
        .toString();
  }
}
