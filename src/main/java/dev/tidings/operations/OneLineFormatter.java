package dev.tidings.operations;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// One record, one line, and no secret, whatever is in it: `time level logger message`, and a
/// failure's trace behind it with its lines joined. No client can make a line of its own, nor a
/// field of one.
public final class OneLineFormatter extends Formatter {

  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  @Override
  public String format(LogRecord entry) {
    var said = LogLine.of(entry, this);
    var line = new StringBuilder();
    line.append(TIME.format(entry.getInstant()))
        .append(' ')
        .append(entry.getLevel().getName())
        .append(' ')
        .append(entry.getLoggerName())
        .append(' ')
        .append(clean(said.text()));
    if (!said.failure().isEmpty()) {
      line.append(" failure=").append(clean(said.failure()));
    }
    return line.append('\n').toString();
  }

  private static String clean(String text) {
    return CleanText.onOneLine(CleanText.withoutSecrets(text));
  }
}
