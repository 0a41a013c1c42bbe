package dev.tidings.benchmark.load;

/// Finds the events in one stream, piece by piece; a piece may end anywhere. Not thread-safe.
final class EventScanner {

  interface Listener {

    void event(long number, long nanos);

    /// An event was not what was published.
    void broken();
  }

  private static final int BITS = 4;

  private final int padding;

  /// How many digits of an event were read; negative outside of one.
  private int digits = -1;

  /// How much of its padding is still to come; after that the mark of its end.
  private int toSkip = -1;

  private long number;
  private long nanos;

  EventScanner(Payload payload) {
    padding = payload.padding();
  }

  void scan(byte[] bytes, int from, int to, Listener listener) {
    int at = from;
    while (at < to) {
      if (toSkip >= 0) {
        at = skipPadding(bytes, at, to, listener);
      } else if (digits >= 0) {
        readDigit(bytes[at++], listener);
      } else {
        at = findStart(bytes, at, to);
      }
    }
  }

  private int findStart(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == Payload.START) {
        digits = 0;
        number = 0;
        nanos = 0;
        return at + 1;
      }
    }
    return to;
  }

  private void readDigit(byte hex, Listener listener) {
    var value = Payload.digit(hex);
    if (value < 0) {
      digits = -1;
      listener.broken();
    } else {
      if (digits < Payload.NUMBER_DIGITS) {
        number = number << BITS | value;
      } else {
        nanos = nanos << BITS | value;
      }
      if (++digits == Payload.DIGITS) {
        digits = -1;
        toSkip = padding;
      }
    }
  }

  private int skipPadding(byte[] bytes, int from, int to, Listener listener) {
    if (to - from <= toSkip) {
      toSkip -= to - from;
      return to;
    }
    var end = from + toSkip;
    toSkip = -1;
    if (bytes[end] == Payload.END) {
      listener.event(number, nanos);
    } else {
      listener.broken();
    }
    return end + 1;
  }
}
