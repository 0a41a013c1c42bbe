package dev.tidings.operations;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/// One record, one line, and no secret, whatever is in it: `time level logger message`, and a
/// failure's trace behind it with its lines joined. No client can make a line of its own.
public final class OneLineFormatter extends Formatter {

  /// Whatever looks like a token or a ticket, wherever it stands: the platform below logs requests
  /// as they came.
  private static final Pattern SECRET =
      Pattern.compile("eyJ[\\w-]+\\.[\\w.-]*|tkt1_[\\w-]+|(?<=(?:token|ticket)=)[^&\\s,\\]]+");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  @Override
  public String format(LogRecord entry) {
    var line = new StringBuilder();
    line.append(TIME.format(entry.getInstant()))
        .append(' ')
        .append(entry.getLevel().getName())
        .append(' ')
        .append(entry.getLoggerName())
        .append(' ')
        .append(clean(String.valueOf(formatMessage(entry))));
    if (entry.getThrown() != null) {
      line.append(" failure=").append(clean(trace(entry.getThrown())));
    }
    return line.append('\n').toString();
  }

  private static String trace(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString().strip();
  }

  private static String clean(String text) {
    return escaped(SECRET.matcher(text).replaceAll("***"));
  }

  private static String escaped(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> clean.append("\\n");
                case '\r' -> clean.append("\\r");
                case '\t' -> clean.append(' ');
                default -> {
                  if (Character.isISOControl(c) || isLineBreak(c)) {
                    clean.append("\\u%04x".formatted(c));
                  } else {
                    clean.appendCodePoint(c);
                  }
                }
              }
            });
    return clean.toString();
  }

  /// Those of Unicode's own, at which many a viewer breaks lines.
  private static boolean isLineBreak(int c) {
    return c == '\u2028' || c == '\u2029';
  }
}
