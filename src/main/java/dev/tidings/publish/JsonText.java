package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.problem.Problem;

/// Data that claims to be JSON (RFC 8259) must be; subscribers will rely on it.
final class JsonText {

  private JsonText() {}

  static boolean isClaimedBy(String contentType) {
    return Publication.isJson(contentType);
  }

  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if it is not
  static void check(String data) {
    try {
      var scanner = new JsonScanner(data);
      scanner.skipValue();
      scanner.end();
    } catch (NotJsonException e) {
      throw new Problem.Malformed("the data claims to be JSON but " + e.getMessage()).asException();
    }
  }

  /// A topic as a JSON string. It has no control character.
  static String quoted(Topic topic) {
    var value = topic.value();
    var needsEscapes = value.indexOf('"') >= 0 || value.indexOf('\\') >= 0;
    return '"' + (needsEscapes ? escaped(value) : value) + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
