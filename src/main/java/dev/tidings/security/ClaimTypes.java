package dev.tidings.security;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// A claim in the type that somebody wants it in.
final class ClaimTypes {

  private ClaimTypes() {}

  /// Null if there is none, or if it cannot be had in that type.
  static @Nullable Object as(Class<?> type, String name, JsonWebToken token) {
    var claim = token.<@Nullable Object>getClaim(name);
    if (claim == null) {
      return null;
    }
    var wanted = JsonValue.class.isAssignableFrom(type) ? json(claim) : plain(claim);
    return type.isInstance(wanted) ? wanted : null;
  }

  private static JsonValue json(Object claim) {
    return switch (claim) {
      case JsonValue json -> json;
      case Long number -> Json.createValue(number);
      case Boolean truth -> truth ? JsonValue.TRUE : JsonValue.FALSE;
      case Set<?> texts -> {
        var array = Json.createArrayBuilder();
        texts.forEach(text -> array.add(text.toString()));
        yield array.build();
      }
      default -> Json.createValue(claim.toString());
    };
  }

  private static Object plain(Object claim) {
    return switch (claim) {
      case JsonString text -> text.getString();
      case JsonNumber number -> (long) number.doubleValue();
      case JsonValue json when json.equals(JsonValue.TRUE) -> true;
      case JsonValue json when json.equals(JsonValue.FALSE) -> false;
      default -> claim;
    };
  }
}
