package dev.tidings.publish;

import dev.tidings.problem.Problem;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a publisher declared the body to be.
///
/// @param name in lower case and without parameters, for example `application/json`
record ContentType(String name) {

  private static final String UTF_8 = "utf-8";
  private static final String NDJSON = "application/x-ndjson";

  /// @param declared the header; null if there was none
  /// @throws dev.tidings.problem.ProblemException with [Problem.UnsupportedContent] if it is none,
  ///     or names a charset other than UTF-8
  static ContentType of(@Nullable String declared) {
    var type = mediaType(declared);
    var charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase(UTF_8)) {
      throw new Problem.UnsupportedContent("the charset is not UTF-8").asException();
    }
    if (type.isWildcardType() || type.isWildcardSubtype()) {
      throw new Problem.UnsupportedContent("the Content-Type names no type").asException();
    }
    return new ContentType((type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT));
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

  static boolean isWellFormed(String declared) {
    try {
      return !MediaType.valueOf(declared).isWildcardType();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// What `curl -d` sends unless it is told otherwise; nobody means a form.
  boolean isForm() {
    return name.equals(MediaType.APPLICATION_FORM_URLENCODED);
  }

  boolean isText() {
    return name.startsWith("text/");
  }

  boolean isJson() {
    return JsonText.isClaimedBy(name);
  }

  /// One JSON text a line.
  boolean isLines() {
    return name.equals(NDJSON);
  }
}
