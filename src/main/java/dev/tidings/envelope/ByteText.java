package dev.tidings.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Text that is being written, as bytes of UTF-8; grows as it has to. For one thread.
public final class ByteText {

  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private byte[] bytes;
  private int length;
  private final byte[] digits = new byte[20];

  /// @param size about how long it will get, in bytes
  public ByteText(int size) {
    bytes = new byte[size];
  }

  public int length() {
    return length;
  }

  /// What has been written; nothing can be added any more.
  public byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  public ByteText put(byte[] text) {
    return put(text, 0, text.length);
  }

  public ByteText put(byte[] text, int start, int count) {
    makeRoomFor(count);
    System.arraycopy(text, start, bytes, length, count);
    length += count;
    return this;
  }

  public ByteText put(char ascii) {
    makeRoomFor(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /// Writes a number.
  ///
  /// @param number not negative
  public ByteText number(long number) {
    int start = digits.length;
    var rest = number;
    do {
      digits[--start] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    return put(digits, start, digits.length - start);
  }

  /// Writes a number with zeros before it.
  ///
  /// @param number not negative, of `width` digits at the most
  ByteText padded(int number, int width) {
    makeRoomFor(width);
    var rest = number;
    for (int i = length + width - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
    return this;
  }

  /// Writes text as a JSON string (RFC 8259, 7), with its quotes.
  ///
  /// @param text UTF-8
  public ByteText string(byte[] text, int start, int end) {
    makeRoomFor(end - start + 2);
    put('"');
    int from = start;
    for (int i = start; i < end; i++) {
      if (text[i] == '"' || text[i] == '\\' || isControl(text[i])) {
        put(text, from, i - from);
        escape(text[i]);
        from = i + 1;
      }
    }
    return put(text, from, end - from).put('"');
  }

  private void escape(byte character) {
    put('\\');
    switch (character) {
      case '\n' -> put('n');
      case '\r' -> put('r');
      case '\t' -> put('t');
      case '"', '\\' -> put((char) character);
      default -> {
        put('u').put('0').put('0');
        put((char) HEX[character >> 4]).put((char) HEX[character & 0xf]);
      }
    }
  }

  /// Writes JSON on one line. Within its strings it has no line break as it is, so all line breaks
  /// are between its tokens, and can go together with the white space behind them.
  ///
  /// @param json UTF-8, of one JSON text
  public ByteText json(byte[] json, int start, int end) {
    makeRoomFor(end - start);
    int from = start;
    for (int i = start; i < end; i++) {
      if (isControl(json[i])) {
        put(json, from, i - from);
        while (i + 1 < end && (json[i + 1] == ' ' || isControl(json[i + 1]))) {
          i++;
        }
        from = i + 1;
      }
    }
    return put(json, from, end - from);
  }

  /// The bytes of characters beyond ASCII are negative.
  private static boolean isControl(byte character) {
    return character >= 0 && character < ' ';
  }

  private void makeRoomFor(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
