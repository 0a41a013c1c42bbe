package dev.tidings.operations;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a record says, taken apart: `stream ended id={0} reason={1}` is a text and two fields.
///
/// @param text of all the record says
/// @param fields in their order
/// @param failure its trace; empty for none
record LogLine(String text, List<Field> fields, String failure) {

  /// A name in the record's own pattern, so no stranger makes one, and what it stands for.
  record Field(String name, @Nullable Object value) {}

  private static final Pattern PLACE = Pattern.compile("(?:(\\w+)=)?\\{(\\d{1,2})}");

  private static final Pattern NEEDS_QUOTES = Pattern.compile("[\\s=\"\\p{Cntrl}\\u2028\\u2029]");

  /// @param platform says what a record says that has no parameters
  static LogLine of(LogRecord entry, Formatter platform) {
    var failure = entry.getThrown() == null ? "" : trace(entry.getThrown());
    var pattern = entry.getMessage();
    var parameters = entry.getParameters();
    if (pattern == null || parameters == null || parameters.length == 0) {
      return new LogLine(String.valueOf(platform.formatMessage(entry)), List.of(), failure);
    }
    var fields = new ArrayList<Field>();
    var text = new StringBuilder();
    var places = PLACE.matcher(pattern);
    var end = 0;
    while (places.find()) {
      text.append(pattern, end, places.start());
      end = places.end();
      var number = Integer.parseInt(places.group(2));
      if (number >= parameters.length) {
        text.append(places.group());
        continue;
      }
      var value = parameters[number];
      var name = places.group(1);
      if (name == null) {
        text.append(value);
      } else {
        text.append(name).append('=').append(unmistakable(String.valueOf(value)));
        fields.add(new Field(name, value));
      }
    }
    return new LogLine(text.append(pattern.substring(end)).toString(), fields, failure);
  }

  /// A value that looks like several, or like another field, is quoted.
  private static String unmistakable(String value) {
    return NEEDS_QUOTES.matcher(value).find() ? CleanText.quoted(value) : value;
  }

  private static String trace(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString().strip();
  }
}
