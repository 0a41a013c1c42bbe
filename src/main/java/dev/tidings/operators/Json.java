package dev.tidings.operators;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.util.Map;

/// Builders and readers of JSON, from a provider that is found once: the standard's own class looks
/// through the class path for it at each call.
final class Json {

  private static final JsonBuilderFactory BUILDERS =
      jakarta.json.Json.createBuilderFactory(Map.of());

  private static final JsonReaderFactory READERS = jakarta.json.Json.createReaderFactory(Map.of());

  private Json() {}

  static JsonObjectBuilder object() {
    return BUILDERS.createObjectBuilder();
  }

  static JsonReader reader(String text) {
    return READERS.createReader(new StringReader(text));
  }

  static JsonArrayBuilder array() {
    return BUILDERS.createArrayBuilder();
  }
}
