package dev.tidings.operations;

import java.util.Set;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// One record, one JSON object on one line, and no secret, whatever is in it: `time`, `level`,
/// `logger`, `message`, a member for each field that the message has, and `failure` for a trace.
public final class JsonFormatter extends Formatter {

  private static final Set<String> TAKEN = Set.of("time", "level", "logger", "message", "failure");

  @Override
  public String format(LogRecord entry) {
    var said = LogLine.of(entry, this);
    var line = new StringBuilder("{");
    member(line, "time", OneLineFormatter.TIME.format(entry.getInstant()));
    member(line, "level", entry.getLevel().getName());
    member(line, "logger", entry.getLoggerName());
    member(line, "message", said.text());
    for (var field : said.fields()) {
      var name = TAKEN.contains(field.name()) ? field.name() + "_" : field.name();
      member(line, name, field.value());
    }
    if (!said.failure().isEmpty()) {
      member(line, "failure", said.failure());
    }
    return line.append("}\n").toString();
  }

  private static void member(StringBuilder line, String name, @Nullable Object value) {
    if (line.length() > 1) {
      line.append(',');
    }
    line.append(CleanText.quoted(name)).append(':').append(json(value));
  }

  private static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Long number -> number.toString();
      case Integer number -> number.toString();
      default -> CleanText.quoted(CleanText.withoutSecrets(value.toString()));
    };
  }
}
