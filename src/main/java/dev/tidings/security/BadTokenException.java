package dev.tidings.security;

/// A token is bad. The reason is for the operator's eyes: whoever sent it is not told. It holds
/// nothing of the token, and no stack trace, for anybody can cause it.
final class BadTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadTokenException(String reason) {
    super(reason, null, false, false);
  }
}
