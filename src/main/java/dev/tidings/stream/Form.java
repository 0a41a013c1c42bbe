package dev.tidings.stream;

import dev.tidings.envelope.Envelope;
import java.util.Optional;

/// The parameter `envelope`.
///
/// @param envelope empty for what the transport does by itself
record Form(Optional<Envelope> envelope) {

  static final Form DEFAULT = new Form(Optional.empty());

  /// Reads the parameter.
  ///
  /// @throws IllegalArgumentException with a message for the caller's eyes
  static Form parse(String text) {
    return switch (text) {
      case "true" -> new Form(Optional.of(Envelope.TIDINGS));
      case "cloudevents" -> new Form(Optional.of(Envelope.CLOUD_EVENT));
      case "false" -> DEFAULT;
      default -> throw new IllegalArgumentException("'envelope' is true, false or cloudevents");
    };
  }
}
