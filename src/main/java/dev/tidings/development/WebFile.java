package dev.tidings.development;

import dev.tidings.http.StaticFiles;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/// A file of a page that the development profile shows: of this origin only, scripts and styles
/// included, and in nobody's frame.
final class WebFile {

  private static final StaticFiles FILES =
      StaticFiles.ofPage(
          "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
              + " form-action 'none'");

  private WebFile() {}

  /// @param path below `/web`, made of names that the caller has checked
  /// @throws NotFoundException if there is no such file, or this is not development
  static Response answer(String path, Request request) throws IOException {
    if (!Development.isOn()) {
      throw new NotFoundException();
    }
    return FILES.answer("/web/" + path, request);
  }
}
