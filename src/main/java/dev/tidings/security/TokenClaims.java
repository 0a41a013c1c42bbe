package dev.tidings.security;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a token says, by name. A claim of the wrong type is a bad token where the hub acts on it.
record TokenClaims(JsonObject json) {

  /// Claims have no reason to be nested deeper, nor one to be there twice: whoever reads the first
  /// and whoever reads the last would see two different tokens.
  private static final JsonReaderFactory READERS =
      Json.createReaderFactory(
          Map.of(
              JsonConfig.KEY_STRATEGY,
              JsonConfig.KeyStrategy.NONE,
              "org.eclipse.parsson.maxDepth",
              16));

  /// The end of the year 9999; times behind it are none.
  private static final double LAST_SECOND = 253_402_300_799.0;

  /// @throws BadTokenException if it is no JSON object
  static TokenClaims parse(byte[] payload) {
    try (var reader =
        READERS.createReader(new ByteArrayInputStream(payload), StandardCharsets.UTF_8)) {
      return new TokenClaims(reader.readObject());
    } catch (RuntimeException _) { // of depth, a plain one
      throw new BadTokenException("its claims are no plain JSON object");
    }
  }

  boolean has(String name) {
    return json.containsKey(name);
  }

  @Nullable JsonValue value(String name) {
    return json.get(name);
  }

  /// Null if there is none.
  ///
  /// @throws BadTokenException if it is no text
  @Nullable String text(String name) {
    var value = value(name);
    return switch (value) {
      case null -> null;
      case JsonString text -> text.getString();
      default -> throw new BadTokenException("its '" + name + "' is no text");
    };
  }

  /// A time in seconds since the epoch, with or without a fraction (RFC 7519, 2). Null if there is
  /// none.
  ///
  /// @throws BadTokenException if it is no number, or none between 1970 and 9999
  @Nullable Instant time(String name) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonNumber number)) {
      throw new BadTokenException("its '" + name + "' is no number");
    }
    var seconds = number.doubleValue();
    if (!(seconds >= 0 && seconds <= LAST_SECOND)) {
      throw new BadTokenException("its '" + name + "' is no time");
    }
    return Instant.ofEpochMilli((long) (seconds * 1000));
  }

  /// A list of texts, or a single one. Null if there is none; what is no text is passed over.
  @Nullable Set<String> texts(String name) {
    return switch (value(name)) {
      case null -> null;
      case JsonString text -> Set.of(text.getString());
      case JsonArray list -> texts(list);
      default -> Set.of();
    };
  }

  private static Set<String> texts(JsonArray list) {
    return list.stream()
        .filter(JsonString.class::isInstance)
        .map(element -> ((JsonString) element).getString())
        .collect(Collectors.toUnmodifiableSet());
  }
}
