package dev.tidings.event;

import java.nio.charset.StandardCharsets;

/// The SSE `event` field, by which a page listens (`addEventListener`).
///
/// A control character would let a publisher write further fields into the stream, hence none is
/// taken; names that begin with `tidings.` are the hub's own.
public record EventType(String value) {

  private static final int MAX_BYTES = 255;
  private static final String HUB = "tidings.";

  public EventType {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an event type is not empty");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("an event type is at most " + MAX_BYTES + " bytes");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("an event type has no control character");
    }
    if (value.startsWith(HUB)) {
      throw new IllegalArgumentException("event types that begin with '" + HUB + "' are the hub's");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
