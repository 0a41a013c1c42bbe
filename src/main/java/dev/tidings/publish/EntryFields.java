package dev.tidings.publish;

import dev.tidings.event.EventType;
import dev.tidings.event.IdempotencyKey;
import dev.tidings.event.Publication;
import dev.tidings.event.Topic;
import dev.tidings.log.Submission;
import dev.tidings.problem.Problem;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A publication that was handed in as named fields, by who speaks to the log's engine and not to
/// the hub: `topic` and `data`, and optionally `event`, `type` (of the content), `retry` and `key`
/// (by which repeats are known). What else there is, is not looked at.
public final class EntryFields {

  private final PublishConfig config;

  public EntryFields(PublishConfig config) {
    this.config = config;
  }

  /// Checks it as any other publication.
  ///
  /// @throws dev.tidings.problem.ProblemException if it is none that the hub would take
  public Submission submission(Map<String, byte[]> fields) {
    try {
      var topic = new Topic(required(fields, "topic"));
      var type = text(fields, "event");
      var retry = text(fields, "retry");
      var key = text(fields, "key");
      var publication =
          new Publication(
              topic,
              type == null || type.isEmpty() ? null : new EventType(type),
              retry == null || retry.isEmpty() ? null : RetryTime.parsed(retry),
              contentType(text(fields, "type")),
              required(fields, "data"));
      Publisher.check(publication, config.maxSize());
      return Submission.of(
          publication,
          key == null || key.isEmpty()
              ? null
              : new IdempotencyKey(List.of("entry", topic.value(), key)));
    } catch (IllegalArgumentException e) {
      throw new Problem.Malformed(String.valueOf(e.getMessage())).asException();
    }
  }

  private static String contentType(@Nullable String declared) {
    return declared == null || declared.isEmpty() ? Publication.TEXT : Body.contentType(declared);
  }

  private static String required(Map<String, byte[]> fields, String name) {
    var text = text(fields, name);
    if (text == null) {
      throw new IllegalArgumentException("there is no field '" + name + "'");
    }
    return text;
  }

  private static @Nullable String text(Map<String, byte[]> fields, String name) {
    var bytes = fields.get(name);
    try {
      return bytes == null ? null : Utf8.decoded(bytes, 0, bytes.length);
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("'" + name + "' is not valid UTF-8");
    }
  }
}
