package dev.tidings.http;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/// Files of the class path that a browser is handed, of the type that the end of their name says. A
/// browser keeps them and asks each time whether they have changed, for the hub may be another one
/// by now. Thread-safe.
public final class StaticFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "ts", "text/plain;charset=utf-8");

  private final Map<String, String> headers;

  private StaticFiles(Map<String, String> headers) {
    this.headers = headers;
  }

  /// Files that a page of any origin may use.
  public static StaticFiles forEveryPage() {
    return new StaticFiles(Map.of());
  }

  /// Files of a page that may do no more than this.
  ///
  /// @param policy of `Content-Security-Policy`
  public static StaticFiles ofPage(String policy) {
    return new StaticFiles(Map.of("Content-Security-Policy", policy));
  }

  /// Hands a file out.
  ///
  /// @param place from the root of the class path, made of names that the caller has checked
  /// @return `304` without content to whom has it already
  /// @throws NotFoundException if there is no such file, or its name has an end that is not known
  public Response answer(String place, Request request) throws IOException {
    var type = TYPES.get(place.substring(place.lastIndexOf('.') + 1));
    try (var in = StaticFiles.class.getResourceAsStream(place)) {
      if (in == null || type == null) {
        throw new NotFoundException();
      }
      var content = in.readAllBytes();
      var tag = new EntityTag(Integer.toHexString(Arrays.hashCode(content)));
      var unchanged = request.evaluatePreconditions(tag);
      var answer = unchanged == null ? Response.ok(content, type) : unchanged;
      headers.forEach(answer::header);
      return answer.tag(tag).header(HttpHeaders.CACHE_CONTROL, "no-cache").build();
    }
  }
}
