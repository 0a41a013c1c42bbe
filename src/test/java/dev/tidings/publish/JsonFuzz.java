package dev.tidings.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/// Input: text that may be JSON. The hub's scanner takes it if and only if a parser does that was
/// written by somebody else; and what the scanner makes compact that parser reads as the same.
public final class JsonFuzz {

  /// Deeper is refused by the scanner alone.
  private static final int DEEPEST = 500;

  private JsonFuzz() {}

  public static void check(byte[] input) {
    var text = new String(input, UTF_8);
    if (isDeep(text)) {
      isJson(text); // whatever it says, it says so
      return;
    }
    var read = read(text);

    assertThat(isJson(text)).as(text).isEqualTo(!read.isEmpty());
    if (!read.isEmpty()) {
      assertThat(read(compact(text))).as(text).isEqualTo(read);
    }
  }

  private static boolean isDeep(String text) {
    return text.chars().filter(c -> c == '[' || c == '{').count() > DEEPEST;
  }

  private static boolean isJson(String text) {
    try {
      var scanner = new JsonScanner(text);
      scanner.skipValue();
      scanner.end();
      return true;
    } catch (NotJsonException _) {
      return false;
    }
  }

  private static String compact(String text) {
    try {
      return new JsonScanner(text).compactValue();
    } catch (NotJsonException e) {
      throw new AssertionError(e);
    }
  }

  /// All that is in it, in order; empty if it is not JSON.
  private static List<String> read(String text) {
    var events = new ArrayList<String>();
    try (var parser = Json.createParser(new StringReader(text))) {
      while (parser.hasNext()) {
        var event = parser.next();
        events.add(event + valueOf(event, parser));
      }
      return events;
    } catch (JsonException | IllegalStateException _) {
      return List.of();
    }
  }

  private static String valueOf(JsonParser.Event event, JsonParser parser) {
    return switch (event) {
      case KEY_NAME, VALUE_STRING, VALUE_NUMBER -> parser.getString();
      default -> "";
    };
  }
}
