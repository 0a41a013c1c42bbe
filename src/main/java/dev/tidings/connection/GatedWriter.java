package dev.tidings.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// Lets through what is written until it is shut, and drops the rest. For one thread.
final class GatedWriter implements DataWriter {

  private final DataWriter out;
  private boolean used;
  private boolean shut;

  GatedWriter(DataWriter out) {
    this.out = out;
  }

  /// Whether anything was let through.
  boolean isUsed() {
    return used;
  }

  void shut() {
    shut = true;
  }

  @Override
  public void write(BufferData... buffers) {
    if (opens()) {
      out.write(buffers);
    }
  }

  @Override
  public void write(BufferData buffer) {
    if (opens()) {
      out.write(buffer);
    }
  }

  @Override
  public void writeNow(BufferData... buffers) {
    if (opens()) {
      out.writeNow(buffers);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    if (opens()) {
      out.writeNow(buffer);
    }
  }

  private boolean opens() {
    used |= !shut;
    return !shut;
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
