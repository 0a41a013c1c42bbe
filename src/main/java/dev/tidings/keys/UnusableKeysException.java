package dev.tidings.keys;

/// What should hold keys holds none that can be used. The message is for the operator.
final class UnusableKeysException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableKeysException(String message) {
    super(message);
  }
}
