package dev.tidings.broadcast;

import dev.tidings.event.Cursor;

/// A run of frames, ready to be written at once.
final class Batch {

  private final byte[] bytes;
  private final int events;
  private final Cursor cursor;
  private final Chain.Link end;

  /// @param behind the cursor that the run was read behind
  Batch(Chain.Run run, Cursor behind) {
    var frames = run.frames();
    bytes = Frame.joined(frames);
    events = frames.size();
    cursor = frames.isEmpty() ? behind : frames.getLast().cursor();
    end = run.end();
  }

  /// As they go over the wire; not to be changed.
  byte[] bytes() {
    return bytes;
  }

  int events() {
    return events;
  }

  boolean isEmpty() {
    return events == 0;
  }

  /// The place behind the last event.
  Cursor cursor() {
    return cursor;
  }

  /// The link from which to read on.
  Chain.Link end() {
    return end;
  }
}
