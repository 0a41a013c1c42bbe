package dev.tidings.broadcast;

import java.util.Locale;

/// Why a stream ended.
public enum Departure {
  /// The client went away.
  GONE,
  /// A poll got its answer.
  ANSWERED,
  /// The hub is stopping.
  DRAIN,
  /// The token has expired.
  EXPIRED,
  /// Its ticket opened another one.
  REPLACED,
  /// It has lasted as long as a stream may, or the hub holds far more than its share.
  ROTATED,
  /// An operator has withdrawn the right to it.
  REVOKED,
  /// The client took nothing for longer than the write timeout.
  SLOW,
  /// The hub holds as many streams as it may.
  BUSY,
  /// The log cannot be read.
  UNAVAILABLE;

  /// As `tidings.bye` gives it.
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }
}
