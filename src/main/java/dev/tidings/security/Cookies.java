package dev.tidings.security;

import java.util.List;
import java.util.stream.Stream;

/// The cookies of a request (RFC 6265, 4.2). What is not of the form is passed over, for a browser
/// sends along whatever else its host was ever given; the platform's own reader fails on some of
/// it.
final class Cookies {

  private Cookies() {}

  /// The values that a cookie is sent with, empty ones left out. There are several where cookies of
  /// one name were set for several paths or domains, perhaps by a neighbour.
  ///
  /// @param headers all `Cookie` headers of the request
  static List<String> named(String name, List<String> headers) {
    return headers.stream()
        .flatMap(header -> Stream.of(header.split(";", -1)))
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(name) && cookie.startsWith("=", name.length()))
        .map(cookie -> unquoted(cookie.substring(name.length() + 1)))
        .filter(value -> !value.isEmpty())
        .toList();
  }

  private static String unquoted(String value) {
    var isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }
}
