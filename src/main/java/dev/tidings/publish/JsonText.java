package dev.tidings.publish;

import dev.tidings.problem.Problem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Locale;
import java.util.Map;

/// Data that claims to be JSON (RFC 8259) must be; subscribers will rely on it.
final class JsonText {

  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private JsonText() {}

  static boolean isClaimedBy(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  static void check(String data) {
    try (var parser = PARSERS.createParser(new StringReader(data))) {
      if (!parser.hasNext()) {
        throw malformed();
      }
      while (parser.hasNext()) {
        parser.next();
      }
    } catch (JsonException | IllegalStateException _) {
      throw malformed();
    }
  }

  private static RuntimeException malformed() {
    return new Problem.Malformed("the body is not JSON, though its type says so").asException();
  }
}
