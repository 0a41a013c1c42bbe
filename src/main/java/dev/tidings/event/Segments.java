package dev.tidings.event;

/// The shape that topics and filters share.
final class Segments {

  private Segments() {}

  static void check(String what, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a " + what + " is not empty");
    }
    var bytes = 0;
    var start = 0;
    for (int i = 0; i < value.length(); i++) {
      var character = value.charAt(i);
      if (Character.isISOControl(character)) {
        throw new IllegalArgumentException("a " + what + " has no control character");
      }
      if (character == '/') {
        checkSegment(what, value, start, i);
        start = i + 1;
      }
      bytes += utf8Length(what, value, i);
    }
    checkSegment(what, value, start, value.length());
    if (bytes > Topic.MAX_BYTES) {
      throw new IllegalArgumentException(
          "a " + what + " is at most " + Topic.MAX_BYTES + " bytes of UTF-8");
    }
  }

  private static void checkSegment(String what, String value, int start, int end) {
    if (start == end) {
      throw new IllegalArgumentException("a " + what + " has no empty segment");
    }
    var length = end - start;
    if (value.charAt(start) == '.'
        && (length == 1 || (length == 2 && value.charAt(start + 1) == '.'))) {
      throw new IllegalArgumentException("a " + what + " has no segment '.' or '..'");
    }
  }

  /// Of the character at `i`; a pair of surrogates counts as two of two. Strict, because `getBytes`
  /// would turn half a pair into a question mark and so two topics into one.
  private static int utf8Length(String what, String value, int i) {
    var character = value.charAt(i);
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    if (!Character.isSurrogate(character)) {
      return 3;
    }
    var isHalfOfAPair =
        Character.isHighSurrogate(character)
            ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
            : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    if (!isHalfOfAPair) {
      throw new IllegalArgumentException("a " + what + " is valid UTF-8");
    }
    return 2;
  }
}
