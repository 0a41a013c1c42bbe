package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.http.QueryParameters;
import dev.tidings.problem.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One line of a batch, `{"topic":"…","event":"…","retry":…,"data":…}`, while it is read.
final class BatchLine {

  private static final int LONGEST_NAME_SAID = 40;

  private final JsonScanner scanner;
  private final Function<String, Topic> topics;

  private final Set<String> given = new HashSet<>();
  private @Nullable Topic topic;
  private @Nullable EventType type;
  private @Nullable Duration retry;
  private @Nullable String contentType;
  private @Nullable String data;

  private BatchLine(String line, Function<String, Topic> topics) {
    this.scanner = new JsonScanner(line);
    this.topics = topics;
  }

  static boolean isBlank(String line) {
    return new JsonScanner(line).isAtEnd();
  }

  /// @param topics makes a topic of its name
  /// @throws dev.tidings.problem.ProblemException with [Problem.Malformed] if it is not of the form
  static Publication publication(String line, Function<String, Topic> topics) {
    try {
      return new BatchLine(line, topics).read();
    } catch (NotJsonException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private Publication read() throws NotJsonException {
    for (var first = scanner.open('{'); scanner.more('}', first); first = false) {
      member(scanner.name());
    }
    scanner.end();
    return new Publication(
        present("topic", topic), type, retry, present("data", contentType), present("data", data));
  }

  private void member(String name) throws NotJsonException {
    if (!given.add(name)) {
      throw malformed("'" + said(name) + "' is given twice");
    }
    switch (name) {
      case "topic" -> topic = QueryParameters.parsed(topics, text(name));
      case "event" -> type = type();
      case "retry" -> retry = retry();
      case "data" -> readData();
      default -> throw malformed("'" + said(name) + "' is no member of a publication");
    }
  }

  /// As a parameter that is empty, `null` and an empty text are as if absent.
  private @Nullable EventType type() throws NotJsonException {
    if (scanner.isNull()) {
      return null;
    }
    var name = text("event");
    return name.isEmpty() ? null : QueryParameters.parsed(EventType::new, name);
  }

  private @Nullable Duration retry() throws NotJsonException {
    return scanner.isNull()
        ? null
        : QueryParameters.parsed(RetryTime::parsed, scanner.compactValue());
  }

  private void readData() throws NotJsonException {
    contentType = scanner.isString() ? Publication.TEXT : Publication.JSON;
    data = scanner.isString() ? scanner.string() : scanner.compactValue();
  }

  private String text(String name) throws NotJsonException {
    if (!scanner.isString()) {
      throw malformed("'" + name + "' is a string");
    }
    return scanner.string();
  }

  private static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw malformed("'" + name + "' is missing");
    }
    return value;
  }

  private static String said(String name) {
    return name.length() <= LONGEST_NAME_SAID ? name : name.substring(0, LONGEST_NAME_SAID) + "…";
  }

  private static RuntimeException malformed(String detail) {
    return new Problem.Malformed(detail).asException();
  }
}
