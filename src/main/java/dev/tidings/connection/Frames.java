package dev.tidings.connection;

/// What HTTP/2 is made of (RFC 9113, 4 and 6), as far as it is looked at.
final class Frames {

  static final int HEADER = 9;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  /// Of data and headers.
  static final int END_STREAM = 1;

  /// Of headers and what continues them.
  static final int END_HEADERS = 4;

  /// Of settings.
  static final int ACK = 1;

  static final int SETTING = 6;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  private Frames() {}

  static int int16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  static int int24(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 16) | int16(bytes, at + 1);
  }

  /// Without the highest bit, which is reserved.
  static int int31(byte[] bytes, int at) {
    return ((bytes[at] & 0x7f) << 24) | int24(bytes, at + 1);
  }
}
