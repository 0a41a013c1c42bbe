package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a publisher sent, as text of a known type.
record Body(String contentType, String data) {

  /// @param declared the `Content-Type`; null if there was none
  /// @param in read no further than a byte over `limit`
  /// @throws dev.tidings.problem.ProblemException if the type is not one that an event can have, or
  ///     the bytes are too many or not UTF-8
  static Body read(@Nullable String declared, InputStream in, int limit) throws IOException {
    var contentType = contentType(declared);
    var bytes = bytes(in, limit + 1);
    if (bytes.length > limit) {
      throw new Problem.EventTooLarge(limit).asException();
    }
    return new Body(contentType, decoded(bytes));
  }

  /// No more than `most`.
  ///
  /// That is how the server's decoder tells of a chunk whose length is no number.
  static byte[] bytes(InputStream in, int most) throws IOException {
    try {
      return in.readNBytes(most);
    } catch (IllegalArgumentException _) {
      throw new Problem.Malformed("the body is not encoded as it should be").asException();
    }
  }

  /// What data of a declared type is kept as.
  ///
  /// @throws dev.tidings.problem.ProblemException if it is not one that an event can have
  static String contentType(@Nullable String declared) {
    var type = ContentType.of(declared);
    if (type.isForm()) {
      return Publication.TEXT;
    }
    if (!type.isText() && !type.isJson()) {
      throw new Problem.UnsupportedContent("an event's data is text/* or JSON").asException();
    }
    return kept(type);
  }

  /// @throws dev.tidings.problem.ProblemException if it is too long
  static String kept(ContentType type) {
    if (type.name().getBytes(StandardCharsets.UTF_8).length > Publication.LONGEST_CONTENT_TYPE) {
      throw new Problem.UnsupportedContent("the Content-Type is too long").asException();
    }
    return type.name();
  }

  private static String decoded(byte[] bytes) {
    try {
      return Utf8.decoded(bytes, 0, bytes.length);
    } catch (CharacterCodingException _) {
      throw new Problem.Malformed("the body is not valid UTF-8").asException();
    }
  }
}
