package dev.tidings.publish;

import dev.tidings.event.Publication;
import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a publisher sent, as text of a known type.
record Body(String contentType, String data) {

  private static final String UTF_8 = "utf-8";

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

  /// That is how the server's decoder tells of a chunk whose length is no number.
  private static byte[] bytes(InputStream in, int most) throws IOException {
    try {
      return in.readNBytes(most);
    } catch (IllegalArgumentException _) {
      throw new Problem.Malformed("the body is not encoded as it should be").asException();
    }
  }

  private static String contentType(@Nullable String declared) {
    var type = mediaType(declared);
    var charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase(UTF_8)) {
      throw new Problem.UnsupportedContent("the charset is not UTF-8").asException();
    }
    var name = (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    if (name.equals(MediaType.APPLICATION_FORM_URLENCODED)) {
      // What curl -d sends unless it is told otherwise; nobody means a form.
      return Publication.TEXT;
    }
    if (type.isWildcardType()
        || type.isWildcardSubtype()
        || !(name.startsWith("text/") || JsonText.isClaimedBy(name))) {
      throw new Problem.UnsupportedContent("an event's data is text/* or JSON").asException();
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > Publication.LONGEST_CONTENT_TYPE) {
      throw new Problem.UnsupportedContent("the Content-Type is too long").asException();
    }
    return name;
  }

  private static MediaType mediaType(@Nullable String declared) {
    if (declared == null || declared.isBlank()) {
      throw new Problem.UnsupportedContent("a Content-Type is needed").asException();
    }
    try {
      return MediaType.valueOf(declared);
    } catch (IllegalArgumentException _) {
      throw new Problem.UnsupportedContent("the Content-Type is malformed").asException();
    }
  }

  private static String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new Problem.Malformed("the body is not valid UTF-8").asException();
    }
  }
}
