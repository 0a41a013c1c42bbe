package dev.tidings.event;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The shape that topics and filters share.
final class Segments {

  private Segments() {}

  static void check(String what, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a " + what + " is not empty");
    }
    if (utf8Length(what, value) > Topic.MAX_BYTES) {
      throw new IllegalArgumentException(
          "a " + what + " is at most " + Topic.MAX_BYTES + " bytes of UTF-8");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a " + what + " has no control character");
    }
    for (var segment : value.split("/", -1)) {
      if (segment.isEmpty()) {
        throw new IllegalArgumentException("a " + what + " has no empty segment");
      }
      if (segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("a " + what + " has no segment '.' or '..'");
      }
    }
  }

  /// Strict, because `getBytes` would turn half a surrogate pair into a question mark and so two
  /// topics into one.
  private static int utf8Length(String what, String value) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value)).remaining();
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("a " + what + " is valid UTF-8");
    }
  }
}
