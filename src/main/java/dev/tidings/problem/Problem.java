package dev.tidings.problem;

import java.time.Duration;

/// Why the hub refuses. Texts are for the caller's eyes: no class name, no path, no token.
public sealed interface Problem {

  /// Something in the request is not of its form.
  record Malformed(String detail) implements Problem {}

  /// A credential is needed and there is none, or a bad one. The same for every kind of bad.
  record Unauthenticated() implements Problem {}

  /// The credential is good and does not cover this.
  record NotGranted(String detail) implements Problem {}

  /// There is no such stream, or none any more.
  record UnknownConnection() implements Problem {}

  record EventTooLarge(int limit) implements Problem {}

  /// A batch is of more publications or bytes than one may have.
  record BatchTooLarge(String detail) implements Problem {}

  /// A body that only asks for something is of more bytes than that takes.
  record BodyTooLarge(int limit) implements Problem {}

  /// One publication of a batch is refused, and with it the batch.
  ///
  /// @param line which of them, from 1
  record OfLine(int line, Problem problem) implements Problem {}

  /// One of the events that were handed in together is refused, and with it all of them.
  ///
  /// @param number which of them, from 1
  record OfEvent(int number, Problem problem) implements Problem {}

  /// The idempotency key was used for something else.
  record KeyReused() implements Problem {}

  /// The body is of a type, or in a charset, that an event cannot have.
  record UnsupportedContent(String detail) implements Problem {}

  /// One client has as much of something as it may have; it can ask again after `retryAfter`.
  record TooMany(String detail, Duration retryAfter) implements Problem {}

  /// All places are taken; one may be free again after `retryAfter`.
  record Busy(String detail, Duration retryAfter) implements Problem {}

  /// The hub is stopping; another may take its place after `retryAfter`.
  record Draining(Duration retryAfter) implements Problem {}

  /// Nothing is wrong with the request; it can be repeated after `retryAfter`.
  record Unavailable(String detail, Duration retryAfter) implements Problem {}

  default ProblemException asException() {
    return new ProblemException(this);
  }
}
