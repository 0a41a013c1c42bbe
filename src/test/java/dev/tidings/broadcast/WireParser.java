package dev.tidings.broadcast;

import java.util.ArrayList;
import java.util.List;

/// Reads a stream as WHATWG HTML (9.2.6) tells a browser to, word for word.
final class WireParser {

  record Message(String type, String data, String lastEventId) {}

  private final List<Message> messages = new ArrayList<>();
  private StringBuilder data = new StringBuilder();
  private String type = "";
  private String lastEventId = "";
  private long retry = -1;

  static WireParser parse(String stream) {
    var parser = new WireParser();
    var lines = stream.split("\r\n|\n|\r", -1);
    // What stands behind the last line break is no line.
    for (int i = 0; i < lines.length - 1; i++) {
      parser.line(lines[i]);
    }
    return parser;
  }

  List<Message> messages() {
    return messages;
  }

  String lastEventId() {
    return lastEventId;
  }

  /// In milliseconds; negative if none was given.
  long retry() {
    return retry;
  }

  private void line(String line) {
    var colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon < 0) {
      field(line, "");
    } else if (colon > 0) {
      var value = line.substring(colon + 1);
      field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> lastEventId = value.indexOf('\0') < 0 ? value : lastEventId;
      case "retry" -> retry = value.matches("[0-9]+") ? Long.parseLong(value) : retry;
      default -> {
        // ignored
      }
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      messages.add(new Message(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
    }
    data = new StringBuilder();
    type = "";
  }
}
