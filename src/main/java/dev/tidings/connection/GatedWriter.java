package dev.tidings.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// Lets through what is written until it is shut, and drops the rest. For one thread.
final class GatedWriter implements DataWriter {

  /// Longer than an interim answer, which asks for the body (RFC 9110, 15.2.1), shorter than any
  /// other, which has a date.
  private static final int INTERIM = "HTTP/1.1 100 Continue\r\n\r\n".length();

  private final DataWriter out;
  private boolean used;
  private boolean answered;
  private boolean shut;

  GatedWriter(DataWriter out) {
    this.out = out;
  }

  /// Whether anything was let through.
  boolean isUsed() {
    return used;
  }

  /// Whether a request has been answered, if only in part, since the last time that somebody asked.
  boolean takeAnswered() {
    var was = answered;
    answered = false;
    return was;
  }

  void shut() {
    shut = true;
  }

  @Override
  public void write(BufferData... buffers) {
    if (opens(length(buffers))) {
      out.write(buffers);
    }
  }

  @Override
  public void write(BufferData buffer) {
    if (opens(buffer.available())) {
      out.write(buffer);
    }
  }

  @Override
  public void writeNow(BufferData... buffers) {
    if (opens(length(buffers))) {
      out.writeNow(buffers);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    if (opens(buffer.available())) {
      out.writeNow(buffer);
    }
  }

  private boolean opens(int length) {
    used |= !shut;
    answered |= length > INTERIM;
    return !shut;
  }

  private static int length(BufferData... buffers) {
    var length = 0;
    for (var buffer : buffers) {
      length += buffer.available();
    }
    return length;
  }

  @Override
  public void flush() {
    out.flush();
  }

  /// Leaves the connection open: it is not the server's alone.
  @Override
  public void close() {
    flush();
  }
}
