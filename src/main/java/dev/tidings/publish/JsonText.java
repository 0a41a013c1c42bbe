package dev.tidings.publish;

import dev.tidings.problem.Problem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Locale;
import java.util.Map;

/// Data that claims to be JSON (RFC 8259) must be; subscribers will rely on it.
final class JsonText {

  /// Below the depth at which the parser itself gives up, not with a [JsonException].
  private static final int DEEPEST = 512;

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
      var depth = 0;
      while (parser.hasNext()) {
        depth += step(parser.next());
        if (depth > DEEPEST) {
          throw new Problem.Malformed("the JSON is nested more than " + DEEPEST + " deep")
              .asException();
        }
      }
    } catch (JsonException | IllegalStateException _) {
      throw malformed();
    }
  }

  private static int step(JsonParser.Event event) {
    return switch (event) {
      case START_ARRAY, START_OBJECT -> 1;
      case END_ARRAY, END_OBJECT -> -1;
      default -> 0;
    };
  }

  private static RuntimeException malformed() {
    return new Problem.Malformed("the body is not JSON, though its type says so").asException();
  }
}
