package dev.tidings.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import java.io.StringReader;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is JSON and what is not stands in [JsonTextTest].
class JsonScannerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "  1  | 1",
        "{ \"a\" : [ 1 , 2 ] , \"b\":{ } } | {\"a\":[1,2],\"b\":{}}",
        "[ \"a b\\\" \", \" \\\\\" ] | [\"a b\\\" \",\" \\\\\"]",
        "[ 1.0, 1e5, -0, 12345678901234567890 ] | [1.0,1e5,-0,12345678901234567890]",
        "[ \"\\u00e4\\ud800\" ] | [\"\\u00e4\\ud800\"]",
        "{\"a\":1, \"a\":2} | {\"a\":1,\"a\":2}",
        "null | null"
      })
  void aCompactValueIsAsWrittenButForTheWhiteSpaceBetweenTokens(String text, String compact)
      throws NotJsonException {
    assertThat(new JsonScanner(text).compactValue()).isEqualTo(compact);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"\" | ``",
        "\"a b\" | a b",
        "\"\\\"\\\\\\/\" | \"\\/",
        "\"\\u0041\\u00e4\\u65e5\" | Aä日",
        "\"\\ud83d\\ude00\" | 😀",
        "\"😀\" | 😀"
      })
  void aStringStandsForItsText(String text, String plain) throws NotJsonException {
    assertThat(new JsonScanner(text).string()).isEqualTo(plain);
  }

  @Test
  void theShortEscapesStandForControlCharacters() throws NotJsonException {
    assertThat(new JsonScanner("\"\\b\\f\\n\\r\\t\\u0000\"").string()).isEqualTo("\b\f\n\r\t\0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83dx\"",
        "\"\\ude00\\ud83d\"",
        "\"\\ud83d\\ud83d\\ude00\"",
        "\"\\u00g0\"",
        "\"\\u٠٠٠٠\"",
        "\"\\u00",
        "\"\\",
        "\"a"
      })
  void whatIsNoTextIsRefused(String text) {
    assertThatExceptionOfType(NotJsonException.class)
        .isThrownBy(() -> new JsonScanner(text).string());
  }

  @Test
  void itAgreesWithAnotherParserOnTextsThatAreNearlyJson() {
    var random = new Random(7);
    var tokens =
        new String[] {"{", "}", "[", "]", ",", ":", "\"a\"", "1", "-", ".5", "e3", "true", " "};
    var accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      var text = new StringBuilder();
      for (int length = 1 + random.nextInt(7); length > 0; length--) {
        text.append(tokens[random.nextInt(tokens.length)]);
      }
      var isJson = isJson(text.toString());
      assertThat(isJson).as("%s", text).isEqualTo(isJsonForAnother(text.toString()));
      accepted += isJson ? 1 : 0;
    }

    assertThat(accepted).isGreaterThan(100);
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

  private static boolean isJsonForAnother(String text) {
    try (var parser = Json.createParser(new StringReader(text))) {
      var any = false;
      while (parser.hasNext()) {
        parser.next();
        any = true;
      }
      return any;
    } catch (RuntimeException _) {
      return false;
    }
  }
}
