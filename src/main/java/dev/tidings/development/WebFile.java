package dev.tidings.development;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;

/// A file of a page that the development profile shows: of this origin only, scripts and styles
/// included, and in nobody's frame.
final class WebFile {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8");

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'none'";

  private WebFile() {}

  /// @param path below `/web`, made of names that the caller has checked
  /// @throws NotFoundException if there is no such file, or this is not development
  static Response answer(String path) throws IOException {
    if (!Development.isOn()) {
      throw new NotFoundException();
    }
    try (var in = WebFile.class.getResourceAsStream("/web/" + path)) {
      var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      if (in == null || type == null) {
        throw new NotFoundException();
      }
      return Response.ok(in.readAllBytes(), type)
          .header("Content-Security-Policy", POLICY)
          .header(HttpHeaders.CACHE_CONTROL, "no-cache")
          .build();
    }
  }
}
