package dev.tidings.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// What the server writes to an HTTP/2 connection, frame by frame: counted, and without what nobody
/// wants any more. The server knows neither that a client gave an exchange up nor that the hub did.
///
/// Like the one below, for one thread at a time; the server sees to that.
final class FrameWriter implements DataWriter {

  /// How many exchanges a client may have open. Fewer than the server has room for, because it
  /// makes room late, and would break the connection of a client that keeps to the number.
  private static final int EXCHANGES = 100;

  private final DataWriter out;
  private final Flow flow;
  private final Arrivals arrivals;

  FrameWriter(DataWriter out, Flow flow, Arrivals arrivals) {
    this.out = out;
    this.flow = flow;
    this.arrivals = arrivals;
  }

  @Override
  public void write(BufferData... frame) {
    writeNow(frame);
  }

  @Override
  public void write(BufferData frame) {
    writeNow(frame);
  }

  @Override
  public void writeNow(BufferData... frame) {
    writeNow(BufferData.create(frame));
  }

  /// @param frame a whole one
  @Override
  public void writeNow(BufferData frame) {
    var type = frame.get(3);
    var flags = frame.get(4);
    var id = id(frame);
    var length = frame.available() - Frames.HEADER;
    switch (type) {
      case Frames.DATA -> {
        if (!flow.isWanted(id, length)) {
          return;
        }
      }
      case Frames.RST_STREAM -> {
        if (!flow.isOpen(id)) {
          return;
        }
      }
      default -> {
        // Of headers all must go out, for they build on one another.
      }
    }
    out.writeNow(type == Frames.SETTINGS && flags != Frames.ACK ? limited(frame) : frame);
    if (type == Frames.RST_STREAM || (endsStream(type) && (flags & Frames.END_STREAM) != 0)) {
      flow.finished(id);
      arrivals.end(id);
    }
  }

  private static boolean endsStream(int type) {
    return type == Frames.DATA || type == Frames.HEADERS;
  }

  private static int id(BufferData frame) {
    return ((frame.get(5) & 0x7f) << 24)
        | ((frame.get(6) & 0xff) << 16)
        | ((frame.get(7) & 0xff) << 8)
        | (frame.get(8) & 0xff);
  }

  private static BufferData limited(BufferData settings) {
    var bytes = settings.readBytes();
    for (int at = Frames.HEADER; at + Frames.SETTING <= bytes.length; at += Frames.SETTING) {
      if (Frames.int16(bytes, at) == Frames.MAX_CONCURRENT_STREAMS) {
        bytes[at + 2] = 0;
        bytes[at + 3] = 0;
        bytes[at + 4] = 0;
        bytes[at + 5] = EXCHANGES;
      }
    }
    return BufferData.create(bytes);
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.close();
  }
}
