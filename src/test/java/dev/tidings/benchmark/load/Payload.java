package dev.tidings.benchmark.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The data of an event: a mark, the event's number, when it was due, padding, and another mark.
/// Printable ASCII that needs no escape anywhere.
///
/// @param size bytes of it
record Payload(int size) {

  /// Stands nowhere else in the body of a stream.
  static final byte START = '~';

  static final byte END = '^';

  static final int NUMBER_DIGITS = 8;
  static final int STAMP_DIGITS = 16;
  static final int DIGITS = NUMBER_DIGITS + STAMP_DIGITS;

  private static final int MIN_SIZE = DIGITS + 2;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  Payload {
    if (size < MIN_SIZE) {
      throw new IllegalArgumentException("an event has at least " + MIN_SIZE + " bytes");
    }
  }

  /// How much lies between the digits and the second mark.
  int padding() {
    return size - MIN_SIZE;
  }

  /// One with number and time 0.
  byte[] blank() {
    var bytes = new byte[size];
    Arrays.fill(bytes, (byte) 'x');
    bytes[0] = START;
    bytes[size - 1] = END;
    stamp(bytes, 0, 0, 0);
    return bytes;
  }

  /// Writes number and time into the payload that begins at `start`.
  ///
  /// @param number below 2^32
  /// @param nanos of [System#nanoTime]
  void stamp(byte[] bytes, int start, long number, long nanos) {
    hex(bytes, start + 1, NUMBER_DIGITS, number);
    hex(bytes, start + 1 + NUMBER_DIGITS, STAMP_DIGITS, nanos);
  }

  private static void hex(byte[] bytes, int from, int digits, long value) {
    for (int i = digits - 1, shift = 0; i >= 0; i--, shift += 4) {
      bytes[from + i] = HEX[(int) (value >>> shift) & 0xf];
    }
  }

  /// The value of a hexadecimal digit; negative if it is none.
  static int digit(byte hex) {
    if (hex >= '0' && hex <= '9') {
      return hex - '0';
    }
    return hex >= 'a' && hex <= 'f' ? hex - 'a' + 10 : -1;
  }
}
