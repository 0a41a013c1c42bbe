package dev.tidings.broadcast;

/// The wire under a stream, as far as the fan-out must know it.
public interface Line {

  /// Breaks the connection, even while a write to it is stuck. May be called more than once, by any
  /// thread; does not block.
  void cut();
}
