package dev.tidings.broadcast;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// All that lies behind a cursor, or as much of it as goes out at once: one write and one flush
/// instead of one for each event.
final class Burst extends EncodedEvent {

  /// Small enough that a client on a slow line is seen to take something now and then.
  private static final int SLICE = 16 << 10;

  private final byte[] bytes;
  private final Runnable progress;

  /// @param progress run between the parts of a long write
  Burst(List<Frame> frames, Runnable progress) {
    this(joined(frames), progress);
  }

  Burst(byte[] bytes, Runnable progress) {
    this.bytes = bytes;
    this.progress = progress;
  }

  private static byte[] joined(List<Frame> frames) {
    var bytes = new byte[frames.stream().mapToInt(Frame::length).sum()];
    int end = 0;
    for (var frame : frames) {
      frame.copyTo(bytes, end);
      end += frame.length();
    }
    return bytes;
  }

  @Override
  void writeTo(OutputStream out) throws IOException {
    var length = bytes.length - 1;
    for (int start = 0; start < length; start += SLICE) {
      out.write(bytes, start, Math.min(SLICE, length - start));
      progress.run();
    }
  }
}
