package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.problem.Problem;
import io.cloudevents.CloudEvent;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// A CloudEvent's data as the data of an event.
final class CloudEventContent {

  private CloudEventContent() {}

  /// A string under a text type is that text, every other value is JSON; bytes are what their type
  /// says. An event without data has empty data.
  ///
  /// @throws dev.tidings.problem.ProblemException with [Problem.UnsupportedContent] for bytes that
  ///     are not UTF-8, or of a type that an event cannot have; with [Problem.Malformed] for bytes
  ///     that are not the JSON that they claim to be
  static Body of(CloudEvent event) {
    return switch (event.getData()) {
      case null -> new Body(Publication.TEXT, "");
      case CloudEventObject.Json(var text) -> ofJson(event.getDataContentType(), text);
      case io.cloudevents.CloudEventData data ->
          ofBytes(event.getDataContentType(), decoded(data.toBytes()));
    };
  }

  private static Body ofJson(@Nullable String declared, String json) {
    if (declared == null) {
      return new Body(Publication.JSON, json);
    }
    var type = ContentType.of(declared);
    if (type.isText() && json.startsWith("\"")) {
      return new Body(Body.kept(type), text(json));
    }
    return new Body(type.isJson() ? Body.kept(type) : Publication.JSON, json);
  }

  private static String text(String json) {
    try {
      return new JsonScanner(json).string();
    } catch (NotJsonException e) {
      throw new Problem.Malformed("'data' " + e.getMessage()).asException();
    }
  }

  private static Body ofBytes(@Nullable String declared, String text) {
    if (declared == null) {
      return new Body(Publication.TEXT, text);
    }
    var body = new Body(Body.contentType(declared), text);
    if (JsonText.isClaimedBy(body.contentType())) {
      JsonText.check(text);
    }
    return body;
  }

  private static String decoded(byte[] bytes) {
    try {
      return Utf8.decoded(bytes, 0, bytes.length);
    } catch (CharacterCodingException _) {
      throw new Problem.UnsupportedContent("the data is binary: an event's is text in UTF-8")
          .asException();
    }
  }
}
