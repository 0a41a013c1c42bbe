package dev.tidings.event;

import java.util.List;

/// By which a repeat is known: what is published again under an equal key, within the log's window,
/// is published once.
///
/// @param parts equal keys have equal parts. The first says of what kind the key is, so that keys
///     of different kinds never meet; the others whose it is, and what it is called
public record IdempotencyKey(List<String> parts) {

  public IdempotencyKey {
    parts = List.copyOf(parts);
  }

  /// A key of the application that the hub is part of, whatever the topic.
  public static IdempotencyKey of(String name) {
    return new IdempotencyKey(List.of("application", name));
  }

  /// A key that a publisher gave to one publication; counts for its topic.
  ///
  /// @param subject who publishes
  public static IdempotencyKey ofPublication(String subject, Topic topic, String name) {
    return new IdempotencyKey(List.of("publication", subject, topic.value(), name));
  }

  /// A key that a publisher gave to a batch, whatever its topics.
  ///
  /// @param subject who publishes
  public static IdempotencyKey ofBatch(String subject, String name) {
    return new IdempotencyKey(List.of("batch", subject, name));
  }

  /// The key of a CloudEvent; counts for one topic.
  ///
  /// @param subject who publishes
  public static IdempotencyKey ofCloudEvent(String subject, Topic topic, String source, String id) {
    return new IdempotencyKey(List.of("cloudevent", subject, topic.value(), source, id));
  }
}
