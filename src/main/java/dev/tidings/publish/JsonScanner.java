package dev.tidings.publish;

/// Walks once over one JSON text (RFC 8259), strictly, and makes nothing of it but what it is asked
/// for. Not thread-safe.
///
/// All that is published goes through here, so it is written to be cheap: no tree, no token, and a
/// value that is only to be checked is passed over.
final class JsonScanner {

  /// Deep enough for anybody; nesting costs stack, here as at whoever reads the event.
  private static final int DEEPEST = 512;

  private static final char END = '\uffff';

  private final String text;
  private int at;
  private int depth;

  /// How much white space was passed over between tokens.
  private int blanks;

  JsonScanner(String text) {
    this.text = text;
  }

  /// Passes over the next value.
  void skipValue() throws NotJsonException {
    skipBlanks();
    switch (peek()) {
      case '{' -> {
        for (var first = open('{'); more('}', first); first = false) {
          skipName();
          skipValue();
        }
      }
      case '[' -> {
        for (var first = open('['); more(']', first); first = false) {
          skipValue();
        }
      }
      case '"' -> skipString();
      case 't' -> skipWord("true");
      case 'f' -> skipWord("false");
      case 'n' -> skipWord("null");
      default -> skipNumber();
    }
  }

  /// The next value as it was written, but for the white space between its tokens.
  String compactValue() throws NotJsonException {
    skipBlanks();
    var start = at;
    var before = blanks;
    skipValue();
    return blanks == before ? text.substring(start, at) : compact(start, at);
  }

  private String compact(int start, int end) {
    var compact = new StringBuilder(end - start);
    var inString = false;
    for (int i = start; i < end; i++) {
      var c = text.charAt(i);
      if (inString && c == '\\') {
        compact.append(c).append(text.charAt(++i));
        continue;
      }
      inString ^= c == '"';
      if (inString || !isBlank(c)) {
        compact.append(c);
      }
    }
    return compact.toString();
  }

  /// True if the next value is a string.
  boolean isString() {
    skipBlanks();
    return peek() == '"';
  }

  /// Passes over the next value if it is `null`.
  boolean isNull() throws NotJsonException {
    skipBlanks();
    if (peek() != 'n') {
      return false;
    }
    skipWord("null");
    return true;
  }

  /// Begins an object or an array.
  ///
  /// @return true, as what comes next is the first in it
  boolean open(char bracket) throws NotJsonException {
    skipBlanks();
    expect(bracket);
    if (++depth > DEEPEST) {
      throw new NotJsonException("is nested more than " + DEEPEST + " deep");
    }
    return true;
  }

  /// Whether there is one more before the bracket that closes, which is passed over otherwise.
  boolean more(char closing, boolean first) throws NotJsonException {
    skipBlanks();
    if (peek() == closing) {
      at++;
      depth--;
      return false;
    }
    if (!first) {
      expect(',');
    }
    return true;
  }

  /// The name of the next member; what follows is its value.
  String name() throws NotJsonException {
    skipBlanks();
    var name = string();
    colon();
    return name;
  }

  private void skipName() throws NotJsonException {
    skipBlanks();
    skipString();
    colon();
  }

  private void colon() throws NotJsonException {
    skipBlanks();
    expect(':');
  }

  /// The text that the next value, a string, stands for.
  ///
  /// @throws NotJsonException also if it is none that could be written in UTF-8: half of a
  ///     surrogate pair
  String string() throws NotJsonException {
    skipBlanks();
    var start = at + 1;
    var escapes = skipString();
    var end = at - 1;
    return escapes ? unescaped(start, end) : text.substring(start, end);
  }

  private String unescaped(int start, int end) throws NotJsonException {
    var plain = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      var c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      var escape = text.charAt(++i);
      if (escape == 'u') {
        plain.append((char) hex(i + 1));
        i += 4;
      } else {
        plain.append(unescaped(escape));
      }
    }
    checkPairs(plain);
    return plain.toString();
  }

  private static char unescaped(char escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }

  private static void checkPairs(CharSequence plain) throws NotJsonException {
    for (int i = 0; i < plain.length(); i++) {
      var c = plain.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (!Character.isHighSurrogate(c)
          || ++i == plain.length()
          || !Character.isLowSurrogate(plain.charAt(i))) {
        throw new NotJsonException("has half of a surrogate pair, which no text has");
      }
    }
  }

  /// @return whether there are escapes in it
  private boolean skipString() throws NotJsonException {
    expect('"');
    var escapes = false;
    while (true) {
      var c = next();
      if (c == '"') {
        return escapes;
      }
      if (c == '\\') {
        escapes = true;
        skipEscape();
      } else if (c < ' ') {
        throw malformed();
      }
    }
  }

  private void skipEscape() throws NotJsonException {
    switch (next()) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> {
        hex(at);
        at += 4;
      }
      default -> throw malformed();
    }
  }

  private int hex(int start) throws NotJsonException {
    if (start + 4 > text.length()) {
      throw malformed();
    }
    var value = 0;
    for (int i = start; i < start + 4; i++) {
      var c = text.charAt(i);
      var digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw malformed();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private void skipNumber() throws NotJsonException {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      skipDigits();
    }
    if (peek() == '.') {
      at++;
      skipDigits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      skipDigits();
    }
  }

  /// At least one.
  private void skipDigits() throws NotJsonException {
    var start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
  }

  private void skipWord(String word) throws NotJsonException {
    if (!text.startsWith(word, at)) {
      throw malformed();
    }
    at += word.length();
  }

  /// What is left must be white space.
  void end() throws NotJsonException {
    if (!isAtEnd()) {
      throw malformed();
    }
  }

  /// Whether there is nothing left but white space.
  boolean isAtEnd() {
    skipBlanks();
    return at == text.length();
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
      blanks++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private void expect(char wanted) throws NotJsonException {
    if (peek() != wanted) {
      throw malformed();
    }
    at++;
  }

  /// [#END] at the end, which no text of UTF-8 can make pass for anything.
  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private char next() throws NotJsonException {
    if (at == text.length()) {
      throw malformed();
    }
    return text.charAt(at++);
  }

  private static NotJsonException malformed() {
    return new NotJsonException("is not JSON");
  }
}
