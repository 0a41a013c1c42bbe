package dev.tidings.connection;

import static dev.tidings.connection.Frames.int16;
import static dev.tidings.connection.Frames.int24;
import static dev.tidings.connection.Frames.int31;

/// Looks over what a client sends on an HTTP/2 connection, on its way to the server, for what
/// concerns the flow, and for where requests begin and end. Whether it is well-formed is the
/// server's to say. For one thread.
final class FrameScanner {

  private static final int PREFACE = 24;

  /// Of a frame that is looked at; the server takes none that is longer.
  private static final int LONGEST = 16_384;

  private static final byte[] NOTHING = {};

  private final Flow flow;
  private final Arrivals arrivals;
  private final byte[] header = new byte[Frames.HEADER];
  private int skip = PREFACE;
  private int headerRead;
  private byte[] payload = NOTHING;
  private int payloadRead;

  /// Whether the request ends with its head, which may be in several frames.
  private boolean headEndsRequest;

  FrameScanner(Flow flow, Arrivals arrivals) {
    this.flow = flow;
    this.arrivals = arrivals;
  }

  /// The next bytes, wherever they were torn apart.
  void scan(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      var left = bytes.length - at;
      if (skip > 0) {
        var skipped = Math.min(skip, left);
        skip -= skipped;
        at += skipped;
        if (skip == 0) {
          arrivals.end(Arrivals.FRAME);
        }
      } else if (headerRead < header.length) {
        var read = Math.min(header.length - headerRead, left);
        System.arraycopy(bytes, at, header, headerRead, read);
        headerRead += read;
        at += read;
        if (headerRead == header.length) {
          begin();
        }
      } else {
        var read = Math.min(payload.length - payloadRead, left);
        System.arraycopy(bytes, at, payload, payloadRead, read);
        payloadRead += read;
        at += read;
        endIfWhole();
      }
    }
    if (skip > 0 || headerRead > 0) {
      arrivals.begin(Arrivals.FRAME);
    }
  }

  private int type() {
    return header[3];
  }

  private int id() {
    return int31(header, 5);
  }

  private void begin() {
    var length = int24(header, 0);
    switch (type()) {
      case Frames.HEADERS -> {
        flow.opened(id());
        headEndsRequest = has(Frames.END_STREAM);
        arrivals.begin(id());
        endOfHead();
      }
      case Frames.CONTINUATION -> endOfHead();
      case Frames.DATA -> {
        if (has(Frames.END_STREAM)) {
          arrivals.end(id());
        }
      }
      default -> {
        // no request begins or ends with it
      }
    }
    if (isOfInterest() && length <= LONGEST) {
      payload = new byte[length];
      payloadRead = 0;
      endIfWhole();
    } else {
      skip = length;
      headerRead = 0;
      if (skip == 0) {
        arrivals.end(Arrivals.FRAME);
      }
    }
  }

  private boolean has(int flag) {
    return (header[4] & flag) != 0;
  }

  private void endOfHead() {
    if (headEndsRequest && has(Frames.END_HEADERS)) {
      arrivals.end(id());
    }
  }

  private boolean isOfInterest() {
    return switch (type()) {
      case Frames.RST_STREAM, Frames.WINDOW_UPDATE -> true;
      case Frames.SETTINGS -> header[4] != Frames.ACK;
      default -> false;
    };
  }

  private void endIfWhole() {
    if (payloadRead < payload.length) {
      return;
    }
    headerRead = 0;
    arrivals.end(Arrivals.FRAME);
    switch (type()) {
      case Frames.RST_STREAM -> {
        flow.reset(id());
        arrivals.end(id());
      }
      case Frames.WINDOW_UPDATE -> {
        if (payload.length == Integer.BYTES) {
          flow.credited(id(), int31(payload, 0));
        }
      }
      default -> settings();
    }
    payload = NOTHING;
  }

  private void settings() {
    for (int at = 0; at + Frames.SETTING <= payload.length; at += Frames.SETTING) {
      if (int16(payload, at) == Frames.INITIAL_WINDOW_SIZE) {
        flow.initialWindow(int31(payload, at + 2));
      }
    }
  }
}
