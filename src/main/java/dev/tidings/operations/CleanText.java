package dev.tidings.operations;

import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// Text as it may stand in a log: no token or ticket, and no character that ends a line or drives a
/// terminal.
final class CleanText {

  /// Whatever looks like a token or a ticket, wherever it stands: the platform below logs requests
  /// as they came.
  private static final Pattern SECRET =
      Pattern.compile("eyJ[\\w-]+\\.[\\w.-]*|tkt1_[\\w-]+|(?<=(?:token|ticket)=)[^&\\s,\\]]+");

  private CleanText() {}

  static String withoutSecrets(String text) {
    return SECRET.matcher(text).replaceAll("***");
  }

  /// On one line, for people to read.
  static String onOneLine(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\t') {
                clean.append(' ');
              } else {
                escape(c, CleanText::isControl, clean);
              }
            });
    return clean.toString();
  }

  /// Within quotation marks, as JSON has it.
  static String quoted(String text) {
    var clean = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(c -> escape(c, it -> it == '"' || it == '\\' || isControl(it), clean));
    return clean.append('"').toString();
  }

  private static void escape(int c, IntPredicate mustBe, StringBuilder to) {
    if (!mustBe.test(c)) {
      to.appendCodePoint(c);
      return;
    }
    switch (c) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '"', '\\' -> to.append('\\').appendCodePoint(c);
      default -> to.append("\\u%04x".formatted(c));
    }
  }

  /// Also those of Unicode's own at which many a viewer breaks lines, and half a character,
  /// which no encoding can write.
  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
