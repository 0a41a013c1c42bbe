package dev.tidings.publish;

/// A text is not JSON. Has no stack trace: strangers send such things at will.
final class NotJsonException extends Exception {

  private static final long serialVersionUID = 1L;

  /// @param message what it is not, for the caller's eyes: "is not JSON"
  NotJsonException(String message) {
    super(message, null, false, false);
  }
}
